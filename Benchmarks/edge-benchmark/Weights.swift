import Exporter

/// What a case's weights are stored as.
enum Weights: String, CaseIterable {
  case float32, float16, int8

  /// The scheme of `edge-tool quantize` that makes them; nil for none.
  var scheme: QuantizationScheme? {
    switch self {
    case .float32: nil
    case .float16: .f16
    case .int8: .w8a8
    }
  }

  /// The colour of their dots.
  var colour: String {
    switch self {
    case .float32: "#1f6f8b"
    case .float16: "#c77d0a"
    case .int8: "#a23b72"
    }
  }
}

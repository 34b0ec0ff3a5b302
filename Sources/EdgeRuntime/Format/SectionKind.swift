/// What a section of a policy file holds.
public enum SectionKind: UInt32, CaseIterable, Sendable {
  /// `PolicyMetadata`.
  case metadata = 1
  /// `Provenance`.
  case provenance = 2
  /// `SamplerRow`s.
  case sampler = 3
  /// `Program`: buffers, operations, inputs and output.
  case program = 4
  /// `LayerTable`: names of operations and of the layers they compute.
  case layers = 5
  /// `TensorTable`.
  case tensors = 6
  /// The tensors' bytes; starts at a multiple of 4096.
  case weights = 7
  /// A golden record: a whole safetensors file; may come several times.
  case golden = 8

  /// The name used in messages.
  public var name: String {
    switch self {
    case .metadata: "metadata"
    case .provenance: "provenance"
    case .sampler: "sampler"
    case .program: "program"
    case .layers: "layers"
    case .tensors: "tensors"
    case .weights: "weights"
    case .golden: "golden"
    }
  }

  /// Sections start at multiples of this many bytes.
  var alignment: UInt64 { self == .weights ? 4096 : 64 }

  /// The bytes such a section may have.
  var maxByteCount: UInt64 {
    switch self {
    case .weights: FormatLimits.fileByteCount
    case .golden: FormatLimits.goldenByteCount
    default: FormatLimits.tableSectionByteCount
    }
  }
}

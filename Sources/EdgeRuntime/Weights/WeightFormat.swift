/// How the weights of a packed matrix are stored.
public enum WeightFormat: Equatable, Sendable {
  /// Panels of (taps, channels, 16) floats.
  case float32

  /// What the tensor is made of.
  public var element: TensorElement {
    switch self {
    case .float32: .float32
    }
  }

  /// Neighbouring input channels that one output channel's weights stand together for.
  public var depth: Int {
    switch self {
    case .float32: 1
    }
  }

  /// Bytes of one panel, or nil where they are too many to count.
  func panelByteCount(taps: Int, channels: Int) -> Int {
    switch self {
    case .float32: (4 * PanelLayout.width).saturatingProduct(taps).saturatingProduct(channels)
    }
  }
}

extension WeightFormat {
  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    _ = try reader.integer(in: 0...0)
    self = .float32
  }

  func write(to writer: inout ByteWriter) {
    switch self {
    case .float32: writer.integer(0)
    }
  }
}

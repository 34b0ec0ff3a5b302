/// A matrix as it stands in the weights section: panels of 16 output channels, each tap by tap.
///
/// Panels follow each other without gaps, so a thread reads its own in one stream.
public struct PackedMatrix: Equatable, Sendable, BitwiseCopyable {
  /// The tensor that holds it; it may be longer than the matrix.
  public var tensor: Int
  /// How its weights are stored.
  public var format: WeightFormat
  /// Taps of a window.
  public var taps: Int
  /// Input channels of a tap.
  public var channels: Int
  /// Panels of output channels.
  public var panels: Int

  /// Makes a matrix.
  public init(tensor: Int, format: WeightFormat = .float32, taps: Int = 1, channels: Int, panels: Int) {
    self.tensor = tensor
    self.format = format
    self.taps = taps
    self.channels = channels
    self.panels = panels
  }

  /// Bytes of one panel.
  public var panelByteCount: Int { format.panelByteCount(taps: taps, channels: channels) }

  /// Bytes of all panels.
  public var byteCount: Int { panelByteCount.saturatingProduct(panels) }

  /// Bytes from the tensor's start to `panel`.
  public func byteOffset(ofPanel panel: Int) -> Int { panel * panelByteCount }

  /// What an operation that multiplies by the matrix reads.
  var use: TensorUse {
    TensorUse(tensor: tensor, element: format.element, count: byteCount / format.element.byteCount)
  }
}

extension PackedMatrix {
  /// Reads the tensor and the format; the operation's record tells the extents.
  init(reading reader: inout ByteReader, taps: Int, channels: Int) throws(PolicyFileError) {
    self.init(
      tensor: try reader.tensor(), format: try WeightFormat(reading: &reader), taps: taps, channels: channels,
      panels: 0)
  }

  func write(to writer: inout ByteWriter) {
    writer.integer(tensor)
    format.write(to: &writer)
  }
}

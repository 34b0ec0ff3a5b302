/// One tensor as the header of a safetensors file describes it; checked against the file's size.
public struct SafetensorsEntry: Equatable, Sendable {
  /// The tensor's name: not empty, no control characters.
  public let name: String
  /// The type of its elements.
  public let type: SafetensorsType
  /// The extents, outermost first; empty for a scalar.
  public let shape: [Int]
  /// The first byte, counted from the start of the data.
  public let begin: UInt64
  /// The byte after the last one, counted from the start of the data.
  public let end: UInt64
  /// The byte of the file where the data of all tensors starts.
  public let dataStart: UInt64

  /// The product of the extents; 1 for a scalar.
  public var elementCount: Int { Int(end - begin) / type.byteCount }

  /// The bytes of the data.
  public var byteCount: Int { Int(end - begin) }

  /// The tensor's first byte, counted from the start of the file.
  public var fileOffset: UInt64 { dataStart + begin }
}

/// The tensors of the weights section: float32 runs, each at the next multiple of 64 bytes, in file order.
///
/// What a run means (a packed matrix, a vector) is told by the operation that names it.
public struct TensorTable: Equatable, Sendable {
  /// One run of floats.
  public struct Entry: Equatable, Sendable {
    /// Bytes from the start of the weights section.
    public var byteOffset: UInt64
    /// Floats.
    public var count: Int

    /// Makes an entry.
    public init(byteOffset: UInt64, count: Int) {
      self.byteOffset = byteOffset
      self.count = count
    }
  }

  /// The runs.
  public var entries: [Entry]

  /// Makes a table of `entries`.
  public init(entries: [Entry]) { self.entries = entries }

  init(reading reader: inout ByteReader, weightsByteCount: UInt64) throws(PolicyFileError) {
    entries = []
    var end: UInt64 = 0
    for index in 0..<(try reader.integer(in: 0...FormatLimits.tensorCount)) {
      let offset = try reader.u64()
      let count = try reader.u64()
      guard offset % 64 == 0, offset >= end, offset - end < 64, offset <= weightsByteCount,
        count >= 1, count <= (weightsByteCount - offset) / 4
      else { throw .misplacedTensor(index: index) }
      end = offset + 4 * count
      entries.append(Entry(byteOffset: offset, count: Int(count)))
    }
    guard end == weightsByteCount else { throw .misplacedTensor(index: entries.count) }
    try reader.expectEnd()
  }

  /// Appends the section's bytes.
  public func write(to writer: inout ByteWriter) {
    writer.integer(entries.count)
    for entry in entries {
      writer.u64(entry.byteOffset)
      writer.u64(UInt64(entry.count))
    }
  }
}

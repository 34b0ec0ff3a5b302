/// The tensors of the weights section, each at the next multiple of 64 bytes, in file order.
///
/// What a run means (a packed matrix, a vector) is told by the operation that names it.
public struct TensorTable: Equatable, Sendable {
  /// One run of elements.
  public struct Entry: Equatable, Sendable {
    /// Bytes from the start of the weights section.
    public var byteOffset: UInt64
    /// What the elements are.
    public var element: TensorElement
    /// Elements.
    public var count: Int

    /// Makes an entry.
    public init(byteOffset: UInt64, element: TensorElement = .float32, count: Int) {
      self.byteOffset = byteOffset
      self.element = element
      self.count = count
    }

    /// Bytes of all elements.
    public var byteCount: Int { count * element.byteCount }
    /// The byte after the last element, from the start of the weights section.
    public var end: UInt64 { byteOffset + UInt64(byteCount) }
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
      let element = try reader.tensorElement()
      let count = try reader.u64()
      guard offset % 64 == 0, offset >= end, offset - end < 64, offset <= weightsByteCount,
        count >= 1, count <= (weightsByteCount - offset) / UInt64(element.byteCount)
      else { throw .misplacedTensor(index: index) }
      entries.append(Entry(byteOffset: offset, element: element, count: Int(count)))
      end = entries[index].end
    }
    guard end == weightsByteCount else { throw .misplacedTensor(index: entries.count) }
    try reader.expectEnd()
  }

  /// Appends the section's bytes.
  public func write(to writer: inout ByteWriter) {
    writer.integer(entries.count)
    for entry in entries {
      writer.u64(entry.byteOffset)
      writer.u32(entry.element.rawValue)
      writer.u64(UInt64(entry.count))
    }
  }
}

extension ByteReader {
  fileprivate mutating func tensorElement() throws(PolicyFileError) -> TensorElement {
    let start = offset
    let raw = try u32()
    guard let element = TensorElement(rawValue: raw) else {
      throw .outOfRange(offset: start, value: UInt64(raw), allowed: 1...UInt64(TensorElement.allCases.count))
    }
    return element
  }
}

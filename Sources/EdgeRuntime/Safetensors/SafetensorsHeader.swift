/// The checked header of a safetensors file.
///
/// Every rule of the format is enforced and every number compared with the file's size, so that a header
/// that parses describes bytes that exist, each of them exactly once.
public struct SafetensorsHeader: Equatable, Sendable {
  /// The tensors, in the order of the header.
  public let entries: [SafetensorsEntry]
  /// The pairs under `__metadata__`, in the order of the header.
  public let metadata: [Metadata]
  /// Where the data starts, in bytes from the start of the file.
  public let dataStart: UInt64
  /// Indices into `entries`, by the bytes of the names.
  private let order: [Int]

  /// One pair of the metadata.
  public struct Metadata: Equatable, Sendable {
    /// The key, unique among the pairs.
    public let key: String
    /// The value.
    public let value: String
  }

  /// Parses the start of a file.
  ///
  /// - Parameters:
  ///   - bytes: The file from its first byte to the end of the header, or longer.
  ///   - fileByteCount: The size of the whole file.
  public init(parsing bytes: [UInt8], fileByteCount: UInt64) throws(SafetensorsError) {
    let headerByteCount = try Self.headerByteCount(of: bytes, fileByteCount: fileByteCount)
    let headerEnd = SafetensorsLimits.lengthByteCount + headerByteCount
    guard bytes.count >= headerEnd else {
      throw .headerTruncated(needed: UInt64(headerEnd), available: UInt64(bytes.count))
    }
    var parser = SafetensorsHeaderParser(bytes: bytes, headerEnd: headerEnd)
    try parser.parse()
    order = try parser.checkedOrder()
    try parser.checkOffsets(dataByteCount: fileByteCount - UInt64(headerEnd))
    entries = parser.entries
    metadata = parser.metadata
    dataStart = UInt64(headerEnd)
  }

  /// The tensor called `name`, compared byte by byte.
  public subscript(name: String) -> SafetensorsEntry? {
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      if entries[order[middle]].name.utf8.lexicographicallyPrecedes(name.utf8) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < order.count, entries[order[low]].name.utf8.elementsEqual(name.utf8) else { return nil }
    return entries[order[low]]
  }

  /// The metadata under `key`.
  public func metadataValue(_ key: String) -> String? {
    metadata.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
  }

  /// The length of the header's text that the first eight bytes announce.
  ///
  /// It is checked against the limits and the file.
  static func headerByteCount(of bytes: [UInt8], fileByteCount: UInt64) throws(SafetensorsError) -> Int {
    let lengthByteCount = SafetensorsLimits.lengthByteCount
    guard fileByteCount >= UInt64(lengthByteCount), bytes.count >= lengthByteCount else {
      throw .fileTooShort(byteCount: min(fileByteCount, UInt64(bytes.count)))
    }
    guard fileByteCount <= SafetensorsLimits.fileByteCount else {
      throw .fileTooLarge(byteCount: fileByteCount)
    }
    var count: UInt64 = 0
    for index in 0..<lengthByteCount { count |= UInt64(bytes[index]) << UInt64(8 * index) }
    guard count > 0 else { throw .headerEmpty }
    guard count <= UInt64(SafetensorsLimits.headerByteCount) else {
      throw .headerTooLarge(byteCount: count)
    }
    let needed = UInt64(lengthByteCount) + count
    guard needed <= fileByteCount else {
      throw .headerTruncated(needed: needed, available: fileByteCount)
    }
    return Int(count)
  }
}

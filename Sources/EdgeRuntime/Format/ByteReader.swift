/// Reads little-endian values from untrusted bytes, front to back.
///
/// Every read is checked against the end; errors carry the offset from the start of the file.
struct ByteReader {
  private let bytes: [UInt8]
  private var position = 0
  /// Where `bytes[0]` stands in the file.
  private let fileOffset: UInt64
  /// The format version that the bytes are of.
  let version: UInt32

  init(_ bytes: [UInt8], fileOffset: UInt64, version: UInt32 = FileHeader.version) {
    self.bytes = bytes
    self.fileOffset = fileOffset
    self.version = version
  }

  /// The offset of the next byte, from the start of the file.
  var offset: UInt64 { fileOffset + UInt64(position) }

  private mutating func advance(_ count: Int) throws(PolicyFileError) -> Int {
    guard count <= bytes.count - position else {
      throw .truncated(needed: offset + UInt64(count), available: fileOffset + UInt64(bytes.count))
    }
    defer { position += count }
    return position
  }

  mutating func u32() throws(PolicyFileError) -> UInt32 {
    let start = try advance(4)
    var value: UInt32 = 0
    for byte in 0..<4 { value |= UInt32(bytes[start + byte]) << (8 * UInt32(byte)) }
    return value
  }

  mutating func u64() throws(PolicyFileError) -> UInt64 {
    let low = try u32()
    let high = try u32()
    return UInt64(high) << 32 | UInt64(low)
  }

  /// A float that must not be NaN; infinity only where the format gives it a meaning.
  mutating func float(allowsInfinity: Bool = false) throws(PolicyFileError) -> Float {
    let start = offset
    let value = Float(bitPattern: try u32())
    guard value.isFinite || (allowsInfinity && value == .infinity) else { throw .badNumber(offset: start) }
    return value
  }

  /// A 32-bit count, extent or index within `range`.
  mutating func integer(in range: ClosedRange<Int>) throws(PolicyFileError) -> Int {
    let start = offset
    let value = Int(try u32())
    guard range.contains(value) else {
      throw .outOfRange(
        offset: start, value: UInt64(value), allowed: UInt64(range.lowerBound)...UInt64(range.upperBound))
    }
    return value
  }

  /// A text: its byte count, then UTF-8 without control characters.
  mutating func text() throws(PolicyFileError) -> String {
    let start = offset
    let count = try integer(in: 0...FormatLimits.textByteCount)
    let first = try advance(count)
    let slice = bytes[first..<first + count]
    guard let text = String(validating: slice, as: UTF8.self) else { throw .badText(offset: start) }
    // What a terminal takes as a command: C0, DEL and C1.
    for scalar in text.unicodeScalars where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) {
      throw .badText(offset: start)
    }
    return text
  }

  /// Refuses bytes that the section's content does not account for.
  func expectEnd() throws(PolicyFileError) {
    guard position == bytes.count else { throw .trailingBytes(offset: offset) }
  }
}

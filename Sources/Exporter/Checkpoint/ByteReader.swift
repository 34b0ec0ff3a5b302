/// Reads little-endian numbers and runs of bytes from front to back; nil at the end.
struct ByteReader {
  let bytes: [UInt8]
  private(set) var position: Int
  private let end: Int

  /// Reads `bytes` from `start` up to `end`.
  init(_ bytes: [UInt8], from start: Int = 0, to end: Int? = nil) {
    self.bytes = bytes
    self.end = min(max(end ?? bytes.count, 0), bytes.count)
    self.position = min(max(start, 0), self.end)
  }

  var remaining: Int { end - position }

  /// The next `count` bytes' positions.
  mutating func take(_ count: Int) -> Range<Int>? {
    guard count >= 0, count <= remaining else { return nil }
    let range = position..<position + count
    position += count
    return range
  }

  mutating func unsigned8() -> UInt8? {
    guard position < end else { return nil }
    position += 1
    return bytes[position - 1]
  }

  mutating func unsigned16() -> UInt16? { unsigned(count: 2).map { UInt16(truncatingIfNeeded: $0) } }

  mutating func unsigned32() -> UInt32? { unsigned(count: 4).map { UInt32(truncatingIfNeeded: $0) } }

  mutating func unsigned64() -> UInt64? { unsigned(count: 8) }

  /// A 32-bit count.
  mutating func count32() -> Int? { unsigned32().map { Int($0) } }

  /// A 64-bit count; nil also when it does not fit.
  mutating func count64() -> Int? { unsigned64().flatMap { Int(exactly: $0) } }

  /// Up to eight bytes as a number.
  mutating func unsigned(count: Int) -> UInt64? {
    guard let range = take(count) else { return nil }
    var value: UInt64 = 0
    for index in range.reversed() { value = value << 8 | UInt64(bytes[index]) }
    return value
  }

  /// The bytes before the next line feed, which is skipped; nil when none comes within `limit` bytes.
  mutating func line(limit: Int) -> Range<Int>? {
    let start = position
    var index = start
    while index < end, index - start <= limit {
      if bytes[index] == UInt8(ascii: "\n") {
        position = index + 1
        return start..<index
      }
      index += 1
    }
    return nil
  }
}

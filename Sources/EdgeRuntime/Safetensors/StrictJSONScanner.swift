/// Reads the pieces of JSON that a safetensors header is made of, byte by byte.
///
/// The caller says what must come next, so there is no nesting to bound: text that does not follow the
/// header's fixed grammar is refused at its first wrong byte.
struct StrictJSONScanner {
  /// The file's first bytes; positions in it are offsets in the file.
  private let bytes: [UInt8]
  /// Where the header ends.
  private let end: Int
  private(set) var position: Int

  init(bytes: [UInt8], range: Range<Int>) {
    precondition(range.upperBound <= bytes.count, "the header must lie in the bytes")
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// The next byte, or nil at the end of the header.
  func peek() -> UInt8? { position < end ? bytes[position] : nil }

  mutating func skipWhitespace() {
    while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  /// Steps over `byte` and the whitespace before it, if it comes next.
  mutating func skip(_ byte: UInt8) -> Bool {
    skipWhitespace()
    guard peek() == byte else { return false }
    position += 1
    return true
  }

  /// Steps over `byte` and the whitespace before it.
  mutating func expect(
    _ byte: UInt8, _ expectation: SafetensorsError.Expectation
  ) throws(SafetensorsError) {
    guard skip(byte) else { throw unexpected(expectation) }
  }

  /// The refusal of what comes next.
  func unexpected(_ expectation: SafetensorsError.Expectation) -> SafetensorsError {
    guard let found = peek() else { return .headerEnded(offset: position, expected: expectation) }
    return .unexpectedByte(offset: position, found: found, expected: expectation)
  }

  /// Checks that only padding follows.
  mutating func expectOnlySpaces() throws(SafetensorsError) {
    while let byte = peek() {
      guard byte == 0x20 else { throw .trailingByte(offset: position, found: byte) }
      position += 1
    }
  }

  /// A whole number from 0 to 2⁶³ − 1, written in plain digits.
  mutating func wholeNumber() throws(SafetensorsError) -> Int {
    skipWhitespace()
    let start = position
    if peek() == UInt8(ascii: "-") || peek() == UInt8(ascii: "+") { throw .notAWholeNumber(offset: start) }
    var value = 0
    while let byte = peek(), (0x30...0x39).contains(byte) {
      if position == start + 1 && bytes[start] == 0x30 { throw .leadingZero(offset: start) }
      let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = shifted.addingReportingOverflow(Int(byte - 0x30))
      guard !overflow, !carry else { throw .numberTooLarge(offset: start) }
      value = sum
      position += 1
    }
    guard position > start else { throw unexpected(.number) }
    if let byte = peek(), byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") {
      throw .notAWholeNumber(offset: start)
    }
    return value
  }
}

// MARK: Strings.

extension StrictJSONScanner {
  /// A string, its escapes resolved.
  mutating func string() throws(SafetensorsError) -> String {
    try expect(UInt8(ascii: "\""), .string)
    var text: [UInt8] = []
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): try appendEscape(to: &text)
      case ..<0x20: throw .controlByte(offset: position, found: byte)
      case ..<0x80:
        text.append(byte)
        position += 1
      default: try appendMultibyte(first: byte, to: &text)
      }
    }
    throw .headerEnded(offset: position, expected: .stringEnd)
  }

  /// Copies one scalar of two to four bytes; refuses overlong forms, surrogates and values past U+10FFFF.
  private mutating func appendMultibyte(
    first: UInt8, to text: inout [UInt8]
  ) throws(SafetensorsError) {
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF:
      length = 3
      if first == 0xE0 { second = 0xA0...0xBF }
      if first == 0xED { second = 0x80...0x9F }
    case 0xF0...0xF4:
      length = 4
      if first == 0xF0 { second = 0x90...0xBF }
      if first == 0xF4 { second = 0x80...0x8F }
    default: throw .invalidUTF8(offset: position)
    }
    guard length <= end - position else { throw .invalidUTF8(offset: position) }
    text.append(first)
    for index in 1..<length {
      let byte = bytes[position + index]
      let allowed = index == 1 ? second : 0x80...0xBF
      guard allowed.contains(byte) else { throw .invalidUTF8(offset: position) }
      text.append(byte)
    }
    position += length
  }

  private mutating func appendEscape(to text: inout [UInt8]) throws(SafetensorsError) {
    let start = position
    guard end - position >= 2 else { throw .headerEnded(offset: end, expected: .stringEnd) }
    let kind = bytes[position + 1]
    position += 2
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(kind)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      guard let scalar = escapedScalar() else { throw .invalidEscape(offset: start) }
      text.append(contentsOf: Unicode.UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter)
    default: throw .invalidEscape(offset: start)
    }
  }

  /// The scalar of the digits after `\u`, or of two such escapes that form a pair.
  private mutating func escapedScalar() -> Unicode.Scalar? {
    guard let first = fourHexDigits() else { return nil }
    guard (0xD800...0xDBFF).contains(first) else { return Unicode.Scalar(first) }
    guard end - position >= 2, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    else { return nil }
    position += 2
    guard let second = fourHexDigits(), (0xDC00...0xDFFF).contains(second) else { return nil }
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
  }

  private mutating func fourHexDigits() -> UInt32? {
    guard end - position >= 4 else { return nil }
    var value: UInt32 = 0
    for _ in 0..<4 {
      let byte = bytes[position]
      switch byte {
      case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
      case 0x41...0x46, 0x61...0x66: value = value << 4 | UInt32(byte & 0xDF - 0x41 + 10)
      default: return nil
      }
      position += 1
    }
    return value
  }
}

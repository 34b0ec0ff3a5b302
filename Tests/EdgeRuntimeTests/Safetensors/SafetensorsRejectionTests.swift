import EdgeRuntime
import Testing

/// One file that must be refused, and how.
struct SafetensorsRejection: CustomTestStringConvertible, Sendable {
  let name: String
  let bytes: [UInt8]
  let error: SafetensorsError

  init(_ name: String, _ bytes: [UInt8], _ error: SafetensorsError) {
    self.name = name
    self.bytes = bytes
    self.error = error
  }

  init(_ name: String, _ header: String, data: Int = 0, _ error: SafetensorsError) {
    self.init(name, SafetensorsText.file(header, data: data), error)
  }

  var testDescription: String { name }
}

@Suite struct SafetensorsRejectionTests {
  @Test(arguments: framing + text + keys + fields + numbers + tensors + offsets)
  func refuses(_ rejection: SafetensorsRejection) {
    #expect(SafetensorsText.refusal(of: rejection.bytes) == rejection.error)
  }

  // S01: the length of the header.
  static let framing: [SafetensorsRejection] = [
    .init("S01 empty file", [], .foreign(.empty)),
    .init("S01 seven bytes", [2, 0, 0, 0, 0, 0, 0], .fileTooShort(byteCount: 7)),
    .init("S01 header of length zero", SafetensorsText.length(0), .headerEmpty),
    .init(
      "S01 header beyond the file", SafetensorsText.length(3) + Array("{}".utf8),
      .headerTruncated(needed: 11, available: 10)),
    .init(
      "S01 length of 2^64 - 1", SafetensorsText.length(.max) + Array("{}".utf8),
      .headerTooLarge(byteCount: .max)),
    .init(
      "S01 length beyond the format", SafetensorsText.length(100_000_001) + Array("{}".utf8),
      .headerTooLarge(byteCount: 100_000_001)),
  ]

  // S02, S03, S09: the text.
  static let text: [SafetensorsRejection] = [
    .init("S02 array", "[]", .headerNotAnObject(found: 0x5B)),
    .init("S02 leading space", " {}", .headerNotAnObject(found: 0x20)),
    .init("S02 byte order mark", "\u{FEFF}{}", .headerNotAnObject(found: 0xEF)),
    .init(
      "S02 UTF-16", SafetensorsText.file(header: [0x7B, 0, 0x7D, 0]),
      .unexpectedByte(offset: 9, found: 0, expected: .string)),
    .init(
      "S02 NUL in a string", SafetensorsText.file(header: Array("{\"a\0".utf8)),
      .controlByte(offset: 11, found: 0)),
    .init("S02 stray continuation", invalid([0x80]), .invalidUTF8(offset: 10)),
    .init("S02 overlong slash", invalid([0xC0, 0xAF]), .invalidUTF8(offset: 10)),
    .init("S02 overlong, three bytes", invalid([0xE0, 0x80, 0xAF]), .invalidUTF8(offset: 10)),
    .init("S02 surrogate", invalid([0xED, 0xA0, 0x80]), .invalidUTF8(offset: 10)),
    .init("S02 overlong, four bytes", invalid([0xF0, 0x80, 0x80, 0xAF]), .invalidUTF8(offset: 10)),
    .init("S02 beyond U+10FFFF", invalid([0xF4, 0x90, 0x80, 0x80]), .invalidUTF8(offset: 10)),
    .init(
      "S02 cut sequence", SafetensorsText.file(header: [0x7B, 0x22, 0xE2, 0x82]), .invalidUTF8(offset: 10)),
    .init("S02 lone surrogate escape", "{\"\\ud800\":{}}", .invalidEscape(offset: 10)),
    .init("S02 swapped surrogate escapes", "{\"\\udc00\\ud800\":{}}", .invalidEscape(offset: 10)),
    .init("S02 escape that is none", "{\"\\x61\":{}}", .invalidEscape(offset: 10)),
    .init("S02 escape without digits", "{\"\\u00g1\":{}}", .invalidEscape(offset: 10)),
    .init("S03 two objects", "{}{}", .trailingByte(offset: 10, found: 0x7B)),
    .init("S03 line break as padding", "{}\n", .trailingByte(offset: 10, found: 0x0A)),
    .init("S03 NUL as padding", "{}\0", .trailingByte(offset: 10, found: 0)),
    .init("S03 unclosed object", "{", .headerEnded(offset: 9, expected: .string)),
    .init("S03 unclosed string", "{\"a", .headerEnded(offset: 11, expected: .stringEnd)),
    .init("S03 escape at the end", "{\"a\\", .headerEnded(offset: 12, expected: .stringEnd)),
    .init(
      "S03 comma before the end", "{\"__metadata__\":{},}",
      .unexpectedByte(
        offset: 27, found: 0x7D, expected: .string)),
    .init("S03 no colon", "{\"a\"}", .unexpectedByte(offset: 12, found: 0x7D, expected: .colon)),
    .init("S03 comment", "{/**/}", .unexpectedByte(offset: 9, found: 0x2F, expected: .string)),
    .init(
      "S09 nested metadata", "{\"__metadata__\":{\"k\":{}}}",
      .unexpectedByte(offset: 29, found: 0x7B, expected: .string)),
    .init(
      "S09 number in metadata", "{\"__metadata__\":{\"k\":1}}",
      .unexpectedByte(offset: 29, found: 0x31, expected: .string)),
    .init(
      "S09 metadata null", "{\"__metadata__\":null}",
      .unexpectedByte(offset: 24, found: 0x6E, expected: .object)),
    .init(
      "S09 a million brackets", "{\"a\":" + String(repeating: "[", count: 1_000_000),
      .unexpectedByte(offset: 13, found: 0x5B, expected: .object)),
  ]

  // S04, T08: keys and names.
  static let keys: [SafetensorsRejection] = [
    .init("S04 tensor twice", two("a", "a"), data: 8, .duplicateKey(offset: 62, key: "a")),
    .init("S04 escaped-equal names", two("a", "\\u0061"), data: 8, .duplicateKey(offset: 62, key: "a")),
    .init(
      "S04 type twice", "{\"a\":{\"dtype\":\"F32\",\"d\\u0074ype\":\"F32\"}}",
      .duplicateKey(offset: 28, key: "dtype")),
    .init("S04 shape twice", "{\"a\":{\"shape\":[],\"shape\":[]}}", .duplicateKey(offset: 25, key: "shape")),
    .init(
      "S04 offsets twice", "{\"a\":{\"data_offsets\":[0,0],\"data_offsets\":[0,0]}}",
      .duplicateKey(offset: 35, key: "data_offsets")),
    .init(
      "S04 metadata twice", "{\"__metadata__\":{},\"__metadata__\":{}}",
      .duplicateKey(offset: 27, key: "__metadata__")),
    .init(
      "S04 metadata key twice", "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}",
      .duplicateKey(offset: 33, key: "k")),
    .init("T08 empty name", "{\"\":{}}", .emptyName(offset: 9)),
    .init("T08 NUL", "{\"a\\u0000\":{}}", .controlCharacterInName(offset: 9, name: "a\0")),
    .init(
      "T08 escape sequence", "{\"\\u001b[2J\":{}}", .controlCharacterInName(offset: 9, name: "\u{1B}[2J")),
    .init("T08 delete", "{\"\u{7F}\":{}}", .controlCharacterInName(offset: 9, name: "\u{7F}")),
    .init("T08 C1 control", "{\"\u{9B}31m\":{}}", .controlCharacterInName(offset: 9, name: "\u{9B}31m")),
  ]

  private static func invalid(_ bytes: [UInt8]) -> [UInt8] {
    SafetensorsText.file(header: [0x7B, 0x22] + bytes + Array("\":{}}".utf8))
  }

  private static func two(_ first: String, _ second: String) -> String {
    "{\"\(first)\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
      + "\"\(second)\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}"
  }
}

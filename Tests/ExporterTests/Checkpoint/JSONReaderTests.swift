import TestSupport
import Testing

@testable import Exporter

/// Untrusted JSON: what is read, and every refusal with its place.
struct JSONReaderTests {
  private func read(_ text: String) throws(JSONError) -> ConfigurationNode { try JSONReader.read(Array(text.utf8)) }

  @Test func keepsTheFilesOrder() throws {
    let root = try read(
      #" { "b" : [1, -2.5, 1e3, "x"], "a": {"deep": null}, "c": true, "d": false, "e": [], "f": {} } "#)
    guard case .dictionary(let entries) = root else { return #expect(Bool(false), "a dictionary") }
    #expect(entries.map(\.key) == ["b", "a", "c", "d", "e", "f"])
    #expect(entries[0].value == .list([.integer(1), .real(-2.5), .real(1000), .string("x")]))
    #expect(try root.value(at: "a.deep") == .null && entries[2].value == .boolean(true))
  }

  @Test func understandsEscapes() throws {
    #expect(try read(#""\"\\\/\b\f\n\r\t\u00e9\ud83e\udd16""#) == .string("\"\\/\u{8}\u{C}\n\r\té🤖"))
  }

  @Test(arguments: [
    ("", JSONError.ended(offset: 0)),
    ("{", .ended(offset: 1)),
    (#"{"a""#, .ended(offset: 4)),
    (#"{"a":1,}"#, .unexpectedByte(offset: 7, found: 0x7D, expected: "a name")),
    (#"{"a" 1}"#, .unexpectedByte(offset: 5, found: 0x31, expected: "a colon")),
    (#"{"a":1 "b":2}"#, .unexpectedByte(offset: 7, found: 0x22, expected: "a comma or a closing brace")),
    ("[1 2]", .unexpectedByte(offset: 3, found: 0x32, expected: "a comma or a closing bracket")),
    ("[1,]", .unexpectedByte(offset: 3, found: 0x5D, expected: "a value")),
    ("1 2", .unexpectedByte(offset: 2, found: 0x32, expected: "the end")),
    ("NaN", .unexpectedByte(offset: 0, found: 0x4E, expected: "a value")),
    ("-Infinity", .badNumber(offset: 0)),
    ("01", .badNumber(offset: 0)),
    ("1e999", .badNumber(offset: 0)),
    ("99999999999999999999", .badNumber(offset: 0)),
    ("-", .badNumber(offset: 0)),
    (#"{"a":1,"a":2}"#, .duplicateName(offset: 7, name: "a")),
    ("\"\n\"", .badText(offset: 1)),
    (#""\x""#, .badText(offset: 1)),
    (#""\ud800""#, .badText(offset: 0)),
    (#""\u12"#, .ended(offset: 5)),
    (#""a"#, .ended(offset: 2)),
    (String(repeating: "[", count: 100), .tooDeep(offset: 65, limit: 64)),
  ])
  func refuses(text: String, error: JSONError) {
    #expect(throws: error) { try read(text) }
    #expect(!error.description.isEmpty)
  }

  @Test func refusesWhatIsNoUTF8AndWhatIsTooLong() {
    #expect(throws: JSONError.badText(offset: 0)) { try JSONReader.read([0x22, 0xFF, 0x22]) }
    let long = [UInt8](repeating: 0x20, count: JSONReader.byteLimit + 1)
    let error = JSONError.tooLong(byteCount: long.count, limit: JSONReader.byteLimit)
    #expect(throws: error) { try JSONReader.read(long) }
    #expect(error.description.contains("1048577"))
  }

  /// Every beginning of a text is refused, and no byte put in it does worse than that.
  @Test func survivesMutations() {
    let text = Array(#"{"policy":{"a":[1,2.5,"\u00e9",true,null],"b":{"c":-1e-3}}}"#.utf8)
    for count in text.indices { #expect(throws: JSONError.self) { try JSONReader.read(Array(text[..<count])) } }
    for place in text.indices {
      for byte in [UInt8](0...255) {
        var changed = text
        changed[place] = byte
        _ = try? JSONReader.read(changed)
      }
    }
  }
}

import CommandSupport
import Testing

@Suite struct JSONScalarsTests {
  private func read(_ text: String) throws -> JSONScalars { try JSONScalars(Array(text.utf8)) }

  @Test func readsWhatTheWriterWrites() throws {
    var json = JSONWriter()
    let text = "ti\"ny\\\n\t\r/\u{1}\u{7F}\u{E9}"
    json.object {
      $0.pair("name", text)
      $0.key("limits")
      $0.object {
        $0.pair("read", 21.925589770694664)
        $0.pair("small", 1e-7)
        $0.optional("absent", nil as Double?)
      }
      $0.objects("kinds", ["A57", "A76"]) { $1.pair("name", $0) }
      $0.integers("empty", [])
      $0.pair("ok", true)
    }
    let scalars = try JSONScalars(Array(json.text.utf8))
    #expect(scalars.string("name") == text)
    #expect(scalars.number("limits", "read") == 21.925589770694664)
    #expect(scalars.number("limits", "small") == 1e-7)
    #expect(scalars.number("limits", "absent") == nil && scalars.number("limits") == nil)
    #expect(scalars.string("kinds", "1", "name") == "A76" && scalars.string("kinds", "2", "name") == nil)
    #expect(scalars.number("name") == nil && scalars.string("ok") == nil)
    for length in 0..<json.text.utf8.count {
      #expect(throws: JSONScalars.Problem.self, "the first \(length) bytes") {
        try JSONScalars(Array(json.text.utf8.prefix(length)))
      }
    }
  }

  @Test(arguments: [
    ("{\"a\" 1}", JSONScalars.Problem.unexpectedByte(offset: 5, 0x31)),
    ("[1,]", .unexpectedByte(offset: 3, 0x5D)),
    ("{} {}", .unexpectedByte(offset: 3, 0x7B)),
    ("nul", .unexpectedByte(offset: 0, 0x6E)),
    ("\"a\u{1}\"", .unexpectedByte(offset: 2, 1)),
    ("\"\\x\"", .unexpectedByte(offset: 2, 0x78)),
    ("\"\\uD800\"", .unexpectedByte(offset: 2, 0x75)),
    ("[1.2.3]", .invalidNumber(offset: 1)),
    ("[\"a", .ended),
    ("\"\\", .ended),
    ("", .ended),
    (String(repeating: "[", count: 1000), .tooDeep(offset: 33)),
  ])
  func refusesAtTheFirstWrongByte(text: String, problem: JSONScalars.Problem) {
    #expect(throws: problem) { try read(text) }
    #expect(!problem.description.isEmpty)
  }
}

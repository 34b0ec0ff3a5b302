import Testing

/// What the other checks rest on: comments and literals are blank, code is left alone.
struct CodeMaskTests {
  private func masked(_ text: String, _ path: String = "a.swift") -> String {
    String(decoding: SourceFile(path: path, text: text).code, as: UTF8.self)
  }

  @Test(arguments: [
    ("a // b", "a     "),
    ("a /* b /* c */ d */ e", "a                   e"),
    ("f(\"a\\\"b\") + c", "f(\"    \") + c"),
    ("f(\"a\\(g(\"x\") + h)b\")", "f(\"   g(\" \") + h  \")"),
    ("f(#\"a\"b\"#, c)", "f(#\"   \"#, c)"),
    ("\"\"\"\na \"b\"\n\"\"\"; c", "\"\"\"\n     \n\"\"\"; c"),
    ("#if a\nb", "#if a\nb"),
  ])
  func blanksSwift(text: String, expected: String) {
    #expect(masked(text) == expected)
  }

  @Test func blanksC() {
    #expect(masked("a = '\"'; b /* /* */ c", "a.c") == "a =   " + " ; b          c")
    #expect(masked("f('\\''); \"x\" g", "a.h") == "f(    ); \" \" g")
  }

  @Test func findsWholeWords() {
    let source = SourceFile(
      path: "a.swift", text: "print(a); sprint(b); footprint(c)\nx.print(d) // print(e)")
    #expect(source.offsets(of: "print(") == [0, 36])
    #expect(source.line(at: 36) == 2)
  }
}

import CommandSupport
import Testing

@Suite struct TextTableTests {
  @Test func alignsColumns() {
    var table = TextTable([.left("layer"), .right("bytes"), .left("note")])
    table.add(["encoder", "1,024", "packed"])
    table.add(["größe", "8", ""])
    #expect(
      table.text == """
        layer    bytes  note
        encoder  1,024  packed
        größe        8

        """)
  }

  @Test func leavesOutAnEmptyHead() {
    var table = TextTable([.left(""), .right("")])
    table.add(["a", "10"])
    table.add(["bcd", "1"])
    #expect(table.lines == ["a    10", "bcd   1"])
    #expect(TextTable([.left("")]).lines == [])
  }
}

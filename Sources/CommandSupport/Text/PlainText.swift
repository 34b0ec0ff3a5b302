/// Small operations on text for a terminal.
public enum PlainText {
  /// The columns a text takes, one for each Unicode scalar.
  public static func width(of text: String) -> Int { text.unicodeScalars.count }

  /// So many spaces.
  public static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

  /// The text with its words broken over lines of at most `width` columns.
  ///
  /// Lines after the first start with `indent` spaces; line breaks in the text stay.
  public static func wrapped(_ text: String, width: Int, indent: Int) -> String {
    var result = ""
    var column = 0
    var isFirstLine = true
    for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if !isFirstLine { result += "\n" }
      isFirstLine = false
      column = 0
      for piece in line.split(separator: UInt8(ascii: " ")) {
        let word = String(Substring(piece))
        let wordWidth = self.width(of: word)
        if column > 0, column + 1 + wordWidth > width {
          result += "\n" + spaces(indent)
          column = indent
        } else if column > 0 {
          result += " "
          column += 1
        }
        result += word
        column += wordWidth
      }
    }
    return result
  }

  /// The text with a backslash before each of some ASCII characters.
  static func escaping(_ text: String, _ characters: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if characters.utf8.contains(byte) { bytes.append(UInt8(ascii: "\\")) }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text as a name in a shell script: `edge_run` of `edge-run`.
  static func identifier(_ text: String) -> String {
    String(decoding: text.utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
  }

  /// The words as alternatives: `a, b or c`; `nothing` for none.
  public static func alternatives(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "nothing" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}

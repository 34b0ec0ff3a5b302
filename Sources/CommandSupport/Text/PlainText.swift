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

  /// The text with control characters, and those that turn, hide or break it, shown as `\u{1b}`.
  ///
  /// So it cannot act on a terminal, nor look like another text there.
  public static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if actsOnText(scalar.value) {
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// C0, DEL and C1; soft hyphen; zero-width and directional marks; line and paragraph separators; tags.
  private static func actsOnText(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0..<0x20, 0x7F...0x9F, 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
      0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }

  /// The words as alternatives: `a, b or c`; `nothing` for none.
  public static func alternatives(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "nothing" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}

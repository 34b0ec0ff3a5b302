/// Makes names that come from files and command lines safe to print.
///
/// A file could otherwise move the cursor or recolour the terminal of whoever reads a message, or break its line.
public enum PrintableName {
  /// The columns that `text(of:)` takes unless told otherwise.
  public static let widthLimit = 80

  /// The name on one line, cut to `limit` columns.
  public static func text(of name: String, limit: Int = widthLimit) -> String {
    var result = ""
    var width = 0
    // Where the text is cut if it turns out too long: after the last whole piece that leaves room for the dots.
    var cut = result.unicodeScalars.endIndex
    for scalar in name.unicodeScalars {
      width += append(scalar, to: &result)
      if width < limit { cut = result.unicodeScalars.endIndex }
      if width > limit { return String(result.unicodeScalars[..<cut]) + "…" }
    }
    return result
  }

  /// The name on one line, however long.
  public static func whole(_ name: String) -> String { text(of: name, limit: .max) }

  /// Appends a character or what stands for it; returns the columns it takes.
  private static func append(_ scalar: Unicode.Scalar, to text: inout String) -> Int {
    let piece: String
    switch scalar.value {
    case 0x22: piece = "\\\""
    case 0x5C: piece = "\\\\"
    case 0x0A: piece = "\\n"
    case 0x0D: piece = "\\r"
    case 0x09: piece = "\\t"
    case let value where actsOnText(value): piece = "\\u{" + String(value, radix: 16) + "}"
    default:
      text.unicodeScalars.append(scalar)
      return 1
    }
    text += piece
    return piece.utf8.count
  }

  /// C0, DEL and C1; soft hyphen; zero-width and directional marks; line and paragraph separators; private use; tags.
  private static func actsOnText(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0..<0x20, 0x7F...0x9F, 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F,
      0xE000...0xF8FF, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F, 0xF0000...:
      true
    default: false
    }
  }
}

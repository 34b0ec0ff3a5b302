/// Blanks comments and the insides of literals, so that what is left is code.
struct CodeMask {
  private let language: SourceFile.Language
  private let bytes: [UInt8]
  private var result: [UInt8]
  private var position = 0

  private static let quote = UInt8(ascii: "\"")
  private static let newline = UInt8(ascii: "\n")

  init(text: String, language: SourceFile.Language) {
    self.language = language
    bytes = Array(text.utf8)
    result = bytes
  }

  mutating func masked() -> [UInt8] {
    while position < bytes.count { skipToken() }
    return result
  }

  private func has(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

  private mutating func blank(_ count: Int = 1) {
    for _ in 0..<count where position < bytes.count {
      if bytes[position] != Self.newline { result[position] = UInt8(ascii: " ") }
      position += 1
    }
  }

  private mutating func skipToken() {
    if has("//") {
      while position < bytes.count, bytes[position] != Self.newline { blank() }
    } else if has("/*") {
      skipBlockComment()
    } else if bytes[position] == Self.quote {
      skipString(hashes: 0)
    } else if language == .swift, bytes[position] == UInt8(ascii: "#") {
      let hashes = bytes[position...].prefix { $0 == UInt8(ascii: "#") }.count
      position += hashes
      if position < bytes.count, bytes[position] == Self.quote { skipString(hashes: hashes) }
    } else if language == .c, bytes[position] == UInt8(ascii: "'") {
      blank()
      while position < bytes.count, bytes[position] != UInt8(ascii: "'") { blank(has("\\") ? 2 : 1) }
      blank()
    } else {
      position += 1
    }
  }

  /// Comments nest in Swift only.
  private mutating func skipBlockComment() {
    var depth = 0
    while position < bytes.count {
      if has("/*"), depth == 0 || language == .swift {
        depth += 1
        blank(2)
      } else if has("*/") {
        depth -= 1
        blank(2)
        if depth == 0 { return }
      } else {
        blank()
      }
    }
  }

  private mutating func skipString(hashes: Int) {
    let marks = String(repeating: "#", count: hashes)
    let quotes = language == .swift && has("\"\"\"") ? "\"\"\"" : "\""
    let (end, escape, interpolation) = (quotes + marks, "\\" + marks, "\\" + marks + "(")
    position += quotes.utf8.count
    while position < bytes.count, !has(end) {
      if language == .swift, has(interpolation) {
        blank(interpolation.utf8.count)
        skipInterpolation()
      } else {
        blank(has(escape) ? escape.utf8.count + 1 : 1)
      }
    }
    position = min(position + end.utf8.count, bytes.count)
  }

  /// What stands in an interpolation stays, being code; its own literals are blanked.
  private mutating func skipInterpolation() {
    var depth = 1
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        depth -= 1
        if depth == 0 { return blank() }
      default: break
      }
      skipToken()
    }
  }
}

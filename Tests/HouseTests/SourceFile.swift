/// A Swift or C source.
struct SourceFile {
  enum Language {
    case swift, c

    init?(path: String) {
      if path.hasSuffix(".swift") {
        self = .swift
      } else if path.hasSuffix(".c") || path.hasSuffix(".h") {
        self = .c
      } else {
        return nil
      }
    }
  }

  /// Relative to the root.
  let path: String
  let text: String
  /// The text with blanks in place of comments and the insides of literals; lines and offsets stay.
  let code: [UInt8]

  init(path: String, text: String) {
    self.path = path
    self.text = text
    var mask = CodeMask(text: text, language: Language(path: path) ?? .swift)
    code = mask.masked()
  }

  var language: Language { Language(path: path) ?? .swift }

  /// The name without folders.
  var fileName: String {
    String(path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...])
  }

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// The lines of `code`.
  var codeLines: [String] {
    code.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// Lines of text; a newline at the end starts none.
  var lineCount: Int { text.hasSuffix("\n") ? lines.count - 1 : lines.count }

  /// The number, from 1, of the line an offset in `code` lies on.
  func line(at offset: Int) -> Int { code[..<offset].count { $0 == UInt8(ascii: "\n") } + 1 }

  /// Offsets in `code` at which `word` starts, not inside of a longer name.
  func offsets(of word: String) -> [Int] {
    let word = Array(word.utf8)
    guard let head = word.first, let tail = word.last, code.count >= word.count else { return [] }
    return (0...code.count - word.count).filter { offset in
      guard code[offset] == head, code[offset..<offset + word.count].elementsEqual(word) else { return false }
      let end = offset + word.count
      let startsInside = offset > 0 && head.isNamePart && code[offset - 1].isNamePart
      let endsInside = end < code.count && tail.isNamePart && code[end].isNamePart
      return !startsInside && !endsInside
    }
  }
}

extension UInt8 {
  /// A letter, digit, underscore or part of a longer UTF-8 sequence.
  var isNamePart: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}

/// A function's place in its source.
struct FoundFunction: Equatable {
  let name: String
  /// From 1.
  let firstLine: Int
  /// From the line with the name to the one with the last brace.
  let lineCount: Int
}

/// Finds functions by their braces; literals and comments are blank already.
struct FunctionFinder {
  let source: SourceFile
  private var code: [UInt8] { source.code }

  init(_ source: SourceFile) { self.source = source }

  func functions() -> [FoundFunction] {
    switch source.language {
    case .swift: swiftFunctions()
    case .c: cFunctions()
    }
  }

  private func swiftFunctions() -> [FoundFunction] {
    ["func", "init", "deinit"].flatMap { word in
      source.offsets(of: word).compactMap { start -> FoundFunction? in
        // `self.init(` and `T.init` are uses.
        if start > 0, code[start - 1] == UInt8(ascii: ".") { return nil }
        guard let open = bodyStart(after: start + word.utf8.count) else { return nil }
        return function(name: word == "func" ? name(after: start + 4) : word, from: start, open: open)
      }
    }.sorted { $0.firstLine < $1.firstLine }
  }

  /// The brace that opens the body, or nil for a requirement of a protocol, which has none.
  private func bodyStart(after start: Int) -> Int? {
    var depth = 0
    var previousLineIsBlank = false
    for offset in start..<code.count {
      switch code[offset] {
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "{") where depth == 0: return offset
      case UInt8(ascii: "}") where depth <= 0: return nil
      case UInt8(ascii: "\n"):
        if depth == 0 && (previousLineIsBlank || declares(at: offset + 1)) { return nil }
        previousLineIsBlank = true
        continue
      case UInt8(ascii: " "): continue
      default: break
      }
      previousLineIsBlank = false
    }
    return nil
  }

  private func declares(at lineStart: Int) -> Bool {
    let rest = code[min(lineStart, code.count)...].drop { $0 == UInt8(ascii: " ") }.prefix(20)
    let word = String(decoding: rest.prefix { $0.isNamePart || $0 == UInt8(ascii: "@") }, as: UTF8.self)
    return [
      "func", "init", "deinit", "var", "let", "static", "mutating", "public", "private", "case", "struct",
      "enum",
      "associatedtype", "@discardableResult", "@inline",
    ].contains(word)
  }

  private func cFunctions() -> [FoundFunction] {
    var depth = 0
    var found: [FoundFunction] = []
    for offset in code.indices {
      if code[offset] == UInt8(ascii: "{") {
        if depth == 0, let start = cNameStart(before: offset) {
          found.append(function(name: name(after: start), from: start, open: offset))
        }
        depth += 1
      } else if code[offset] == UInt8(ascii: "}") {
        depth -= 1
      }
    }
    return found
  }

  /// Where the name before `(...) {` starts, or nil for the brace of a type or a table.
  private func cNameStart(before brace: Int) -> Int? {
    var offset = brace - 1
    while offset >= 0, code[offset].isBlank { offset -= 1 }
    guard offset >= 0, code[offset] == UInt8(ascii: ")") else { return nil }
    var depth = 0
    repeat {
      if code[offset] == UInt8(ascii: ")") { depth += 1 }
      if code[offset] == UInt8(ascii: "(") { depth -= 1 }
      offset -= 1
    } while offset >= 0 && depth > 0
    while offset >= 0, code[offset].isBlank { offset -= 1 }
    while offset >= 0, code[offset].isNamePart { offset -= 1 }
    return offset + 1
  }

  private func name(after start: Int) -> String {
    let rest = code[start...].drop { $0.isBlank }
    return String(decoding: rest.prefix { $0.isNamePart }, as: UTF8.self)
  }

  private func function(name: String, from start: Int, open: Int) -> FoundFunction {
    var depth = 0
    var end = open
    while end < code.count {
      if code[end] == UInt8(ascii: "{") { depth += 1 }
      if code[end] == UInt8(ascii: "}") { depth -= 1 }
      if depth == 0 { break }
      end += 1
    }
    let first = source.line(at: start)
    return FoundFunction(
      name: name, firstLine: first, lineCount: source.line(at: min(end, code.count)) - first + 1)
  }
}

extension UInt8 {
  /// A space, a tab or the end of a line.
  var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\n") || self == UInt8(ascii: "\t") }
}

import CommandSupport
import EdgeRuntime

/// Facts in two columns under headings, in 80 columns.
struct FactSheet {
  private static let nameWidth = 16
  private static let room = 80 - 2 - nameWidth

  private(set) var text = ""

  mutating func section(_ name: String) { text += name + "\n" }

  /// Adds a fact; one that the system does not tell is "not available".
  mutating func add(_ name: String, _ value: String?) {
    let words = PlainText.wrapped(PrintableName.whole(value ?? "not available"), width: FactSheet.room, indent: 0)
    add(name, lines: words.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) })
  }

  /// Adds several values of one fact, each whole on a line.
  mutating func add(_ name: String, list: [String]) {
    guard !list.isEmpty else { return add(name, nil) }
    var lines: [String] = []
    for (index, item) in list.enumerated() {
      let item = PrintableName.whole(item) + (index < list.count - 1 ? "," : "")
      if let last = lines.last, PlainText.width(of: last) + 1 + PlainText.width(of: item) <= FactSheet.room {
        lines[lines.count - 1] = last + " " + item
      } else {
        lines.append(item)
      }
    }
    add(name, lines: lines)
  }

  private mutating func add(_ name: String, lines: [String]) {
    for (index, line) in lines.enumerated() {
      let name = index == 0 ? name : ""
      text += "  " + name + PlainText.spaces(FactSheet.nameWidth - PlainText.width(of: name)) + line + "\n"
    }
  }
}

import CommandSupport

/// Names cut to the width of a table's column.
enum ShortName {
  /// The name, safe to print; of a longer one the end, which says more than the start it shares with others.
  static func text(of name: String, limit: Int) -> String {
    let printable = PlainText.escaped(name)
    let width = PlainText.width(of: printable)
    guard width > limit else { return printable }
    var end = "..."
    end.unicodeScalars.append(contentsOf: printable.unicodeScalars.dropFirst(width - limit + 3))
    return end
  }
}

/// A table of aligned columns, two spaces apart.
public struct TextTable: Sendable {
  /// On which side a column's cells are flush.
  public enum Alignment: Sendable {
    case left, right
  }

  /// The head and the alignment of one column.
  public struct Column: Sendable {
    let title: String
    let alignment: Alignment

    /// A column of words.
    public static func left(_ title: String) -> Column { Column(title: title, alignment: .left) }
    /// A column of numbers.
    public static func right(_ title: String) -> Column { Column(title: title, alignment: .right) }
  }

  private let columns: [Column]
  private var rows: [[String]] = []

  /// Starts a table; titles that are all empty make one without a head.
  public init(_ columns: [Column]) {
    self.columns = columns
  }

  /// Adds a row with a cell for every column.
  public mutating func add(_ cells: [String]) {
    precondition(cells.count == columns.count, "a row needs a cell for every column")
    rows.append(cells)
  }

  /// The lines, without spaces at their ends.
  public var lines: [String] {
    var all = rows
    if columns.contains(where: { !$0.title.utf8.isEmpty }) {
      var titles: [String] = []
      for column in columns { titles.append(column.title) }
      all.insert(titles, at: 0)
    }
    var widths = [Int](repeating: 0, count: columns.count)
    for row in all {
      for (index, cell) in row.enumerated() { widths[index] = max(widths[index], PlainText.width(of: cell)) }
    }
    var lines: [String] = []
    for row in all { lines.append(line(row, widths: widths)) }
    return lines
  }

  /// The lines, each with its line break.
  public var text: String {
    var text = ""
    for line in lines { text += line + "\n" }
    return text
  }

  private func line(_ cells: [String], widths: [Int]) -> String {
    var line = ""
    // Spaces are owed and only paid before the next letter, so that none end the line.
    var owed = 0
    for (index, cell) in cells.enumerated() {
      if index > 0 { owed += 2 }
      let pad = widths[index] - PlainText.width(of: cell)
      if columns[index].alignment == .right { owed += pad }
      if !cell.utf8.isEmpty {
        line += PlainText.spaces(owed) + cell
        owed = 0
      }
      if columns[index].alignment == .left { owed += pad }
    }
    return line
  }
}

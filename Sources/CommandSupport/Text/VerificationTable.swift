import EdgeRuntime

/// Replayed golden records for people: a line a layer, then what was not compared.
public struct VerificationTable {
  /// Lines, each with its line break: the table of at most 80 columns, and names whole.
  public let text: String

  /// Tabulates a summary.
  public init(_ summary: VerificationSummary) {
    var text = VerificationTable.table(of: summary)
    for name in summary.folded { text += "folded: " + PrintableName.whole(name) + "\n" }
    for name in summary.unknown { text += "not in the program: " + PrintableName.whole(name) + "\n" }
    for name in summary.misshapen { text += "of another size: " + PrintableName.whole(name) + "\n" }
    for line in summary.distances {
      text +=
        "distance to the float32 policy, \(PrintableName.whole(line.name)): "
        + NumberText.scientific(Double(line.worstAbsolute), digits: 1) + " of at most "
        + NumberText.fixed(Double(line.largest), digits: 2) + "\n"
    }
    if summary.lines.isEmpty, !summary.distances.isEmpty {
      text += "nothing was judged: the record is the float32 policy's, not this quantised one's\n"
    }
    self.text = text
  }

  private static func table(of summary: VerificationSummary) -> String {
    guard !summary.lines.isEmpty else { return "" }
    // What float64 makes of the inputs stands beside a record that is far from it.
    let hasReference = summary.lines.contains { $0.reference != nil }
    var columns: [TextTable.Column] = [
      .left("layer"), .right("absolute"), .right("relative"), .right("largest"), .left(""),
    ]
    if hasReference { columns += [.right("to float64"), .right("record to it")] }
    var table = TextTable(columns)
    for line in summary.lines {
      var cells = [
        ShortName.text(of: line.name, limit: hasReference ? 20 : 38),
        NumberText.scientific(Double(line.worstAbsolute), digits: 1),
        NumberText.scientific(Double(line.worstRelative), digits: 1),
        NumberText.fixed(Double(line.largest), digits: 2), line.isWithin ? "ok" : "OUT",
      ]
      if hasReference {
        for distance in [line.reference?.policy, line.reference?.record] {
          cells.append(distance.map { NumberText.scientific(Double($0), digits: 1) } ?? "")
        }
      }
      table.add(cells)
    }
    return table.text
  }
}

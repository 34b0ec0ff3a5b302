import CommandSupport
import EdgeRuntime

/// A replayed golden record for people: one line a layer.
struct VerificationTable {
  let lines: [String]

  init(_ verification: Verification) {
    // What float64 makes of the inputs stands beside a record that is far from it.
    let hasReference = verification.comparisons.contains { $0.reference != nil }
    var columns: [TextTable.Column] = [
      .left("layer"), .right("worst error"), .right("relative"), .right("largest"), .left(""),
    ]
    if hasReference { columns += [.right("to float64"), .right("record to float64")] }
    var table = TextTable(columns)
    for comparison in verification.comparisons {
      var cells = [
        comparison.name, NumberText.scientific(Double(comparison.worstAbsolute), digits: 1),
        NumberText.scientific(Double(comparison.worstRelative), digits: 1),
        NumberText.fixed(Double(comparison.largest), digits: 3), comparison.isWithinTolerance ? "ok" : "FAILS",
      ]
      if hasReference {
        cells += [comparison.reference?.policy, comparison.reference?.record].map { distance in
          distance.map { NumberText.scientific(Double($0), digits: 1) } ?? ""
        }
      }
      table.add(cells)
    }
    let rest = hasReference ? ["", ""] : []
    for name in verification.folded { table.add([name, "", "", "", "folded"] + rest) }
    for name in verification.unknown { table.add([name, "", "", "", "not in the program"] + rest) }
    for name in verification.misshapen { table.add([name, "", "", "", "other size"] + rest) }
    lines = table.lines
  }
}

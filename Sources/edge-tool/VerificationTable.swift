import CommandSupport
import EdgeRuntime

/// A replayed golden record for people: one line a layer.
struct VerificationTable {
  let lines: [String]

  init(_ verification: Verification) {
    var table = TextTable([.left("layer"), .right("worst error"), .right("relative"), .right("largest"), .left("")])
    for comparison in verification.comparisons {
      table.add([
        comparison.name, NumberText.scientific(Double(comparison.worstAbsolute), digits: 1),
        NumberText.scientific(Double(comparison.worstRelative), digits: 1),
        NumberText.fixed(Double(comparison.largest), digits: 3), comparison.isWithinTolerance ? "ok" : "FAILS",
      ])
    }
    for name in verification.folded { table.add([name, "", "", "", "folded"]) }
    for name in verification.unknown { table.add([name, "", "", "", "not in the program"]) }
    for name in verification.misshapen { table.add([name, "", "", "", "other size"]) }
    lines = table.lines
  }
}

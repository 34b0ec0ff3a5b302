import EdgeRuntime

/// Several replayed records as one: of each layer the worst.
struct VerificationSummary {
  /// A layer or an output.
  struct Line {
    let name: String
    var worstAbsolute: Float
    var worstRelative: Float
    var largest: Float
    var isWithin: Bool
    /// Relative errors against the exporter's float64, where a record holds it: the policy's and the record's.
    var reference: (policy: Float, record: Float)?
  }

  let tolerance: Float
  private(set) var recordCount = 0
  private(set) var lines: [Line] = []
  /// Of records of the trained floats beside int8 weights: how far the outputs are, which judges nothing.
  private(set) var distances: [Line] = []
  private(set) var folded: [String] = []
  private(set) var unknown: [String] = []
  private(set) var misshapen: [String] = []

  init(tolerance: Float) { self.tolerance = tolerance }

  /// The first out of tolerance in the program's order, or one of another size than the policy's.
  var firstFailure: String? { lines.first { !$0.isWithin }?.name ?? misshapen.first }

  /// The line with the largest relative error.
  var worst: Line? {
    var worst: Line?
    for line in lines {
      guard let so = worst else {
        worst = line
        continue
      }
      if !(line.worstRelative <= so.worstRelative), !so.worstRelative.isNaN { worst = line }
    }
    return worst
  }

  mutating func add(_ verification: Verification) {
    recordCount += 1
    for comparison in verification.comparisons {
      if !verification.isDistance {
        VerificationSummary.add(comparison, to: &lines)
      } else if comparison.name.utf8.starts(with: "output.".utf8) {
        VerificationSummary.add(comparison, to: &distances)
      }
    }
    for name in verification.folded where !folded.contains(name) { folded.append(name) }
    for name in verification.unknown where !unknown.contains(name) { unknown.append(name) }
    for name in verification.misshapen where !verification.isDistance && !misshapen.contains(name) {
      misshapen.append(name)
    }
  }

  private static func add(_ comparison: Verification.Comparison, to lines: inout [Line]) {
    let new = Line(
      name: comparison.name, worstAbsolute: comparison.worstAbsolute,
      worstRelative: comparison.worstRelative, largest: comparison.largest,
      isWithin: comparison.isWithinTolerance, reference: comparison.reference)
    guard let index = lines.firstIndex(where: { $0.name == new.name }) else {
      lines.append(new)
      return
    }
    lines[index].worstAbsolute = larger(lines[index].worstAbsolute, new.worstAbsolute)
    lines[index].worstRelative = larger(lines[index].worstRelative, new.worstRelative)
    lines[index].largest = larger(lines[index].largest, new.largest)
    lines[index].isWithin = lines[index].isWithin && new.isWithin
    guard let reference = new.reference else { return }
    let known = lines[index].reference ?? reference
    lines[index].reference = (larger(known.policy, reference.policy), larger(known.record, reference.record))
  }

  /// NaN, once met, stays.
  private static func larger(_ first: Float, _ second: Float) -> Float {
    !(second <= first) && !first.isNaN ? second : first
  }
}

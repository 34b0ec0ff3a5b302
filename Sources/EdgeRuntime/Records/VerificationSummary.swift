/// Several replayed records as one: of each layer the worst.
public struct VerificationSummary: Sendable {
  /// A layer or an output.
  public struct Line: Sendable {
    /// The layer's or output's name.
    public let name: String
    /// The largest difference.
    public fileprivate(set) var worstAbsolute: Float
    /// The largest difference over max(1, largest magnitude).
    public fileprivate(set) var worstRelative: Float
    /// The largest magnitude that was expected.
    public fileprivate(set) var largest: Float
    /// Whether every record's comparison was within its tolerance.
    public fileprivate(set) var isWithin: Bool
    /// Relative errors against the exporter's float64, where a record holds it: the policy's and the record's.
    public fileprivate(set) var reference: (policy: Float, record: Float)?
  }

  /// What the relative error may be.
  public let tolerance: Float
  /// The records that were added.
  public private(set) var recordCount = 0
  /// Layers in the program's order, then outputs.
  public private(set) var lines: [Line] = []
  /// Of records of the trained floats beside int8 weights: how far the outputs are, which judges nothing.
  public private(set) var distances: [Line] = []
  /// Layers of the records that a pass folded into constants.
  public private(set) var folded: [String] = []
  /// Layers of the records that the program knows nothing of.
  public private(set) var unknown: [String] = []
  /// Tensors of the records whose size is not the policy's.
  public private(set) var misshapen: [String] = []

  /// A summary of nothing yet.
  public init(tolerance: Float) { self.tolerance = tolerance }

  /// The first out of tolerance in the program's order, or one of another size than the policy's.
  public var firstFailure: String? { lines.first { !$0.isWithin }?.name ?? misshapen.first }

  /// The line with the largest relative error.
  public var worst: Line? {
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

  /// Adds a replayed record.
  public mutating func add(_ verification: Verification) {
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

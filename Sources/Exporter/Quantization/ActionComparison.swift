import EdgeRuntime
import Quantize

/// How far the actions of one policy are from those of another, over windows of observations.
public struct ActionComparison: Sendable {
  /// One dimension of the action.
  public struct Dimension: Sendable {
    /// In the action's unit, over all windows and returned rows.
    public let error: ErrorSummary
    /// What the normaliser maps to 2, in the action's unit.
    public let range: Double
  }

  /// Windows compared.
  public let windowCount: Int
  /// Rows of each window.
  public let rowCount: Int
  /// The dimensions.
  public let dimensions: [Dimension]
  /// What an action's columns are.
  public let unit: String
  /// Of all dimensions, as shares of their ranges.
  public let chunk: ErrorSummary

  /// Steps both policies through `batch`.
  ///
  /// - Parameters:
  ///   - policy: The policy in question.
  ///   - original: The policy it should act like.
  ///   - batch: Windows of observations, with their noise or none.
  ///   - ranges: Of each dimension of the action; see `PolicyFile.actionRanges`.
  ///   - progress: Told the windows behind and in all.
  public init(
    of policy: Policy, with original: Policy, over batch: ObservationBatch, ranges: [Float],
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(RecordError) {
    let width = original.metadata.actionWidth
    var errors = [[Float]](repeating: [], count: width)
    for window in 0..<batch.count {
      let wanted = try batch.action(of: original, window: window)
      let found = try batch.action(of: policy, window: window)
      for (index, (want, got)) in zip(wanted, found).enumerated() { errors[index % width].append(got - want) }
      progress(window + 1, batch.count)
    }
    windowCount = batch.count
    unit = original.metadata.actionUnit
    rowCount = original.metadata.returnedRows.count
    dimensions = zip(errors, ranges).map { Dimension(error: ErrorSummary($0), range: Double($1)) }
    chunk = ErrorSummary(zip(errors, ranges).flatMap { values, range in values.map { $0 / range } })
  }
}

extension PolicyFile {
  // SAFETY: the scales of a validated file: one for each column of the action.

  /// The range of each dimension of the action, in its unit: what its normaliser maps to 2.
  public var actionRanges: [Float] {
    for case .unnormalize(let record) in program.operations where record.output == program.output {
      return unsafe withTensor(record.scale) { scales in
        (0..<metadata.actionWidth).map { unsafe 2 / scales[$0].magnitude }
      }
    }
    return [Float](repeating: 2, count: metadata.actionWidth)
  }
}

/// A golden record replayed through a policy: the error of every layer and of the outputs.
public struct Verification: Sendable {
  /// One tensor of the record against the policy's.
  public struct Comparison: Sendable {
    /// The layer's or output's name.
    public let name: String
    /// The largest difference.
    public let worstAbsolute: Float
    /// The largest magnitude that was expected.
    public let largest: Float

    /// The largest difference over max(1, largest magnitude): what the tolerance bounds.
    public var worstRelative: Float { worstAbsolute / max(1, largest) }

    init(name: String, worstAbsolute: Float, largest: Float, tolerance: Float) {
      self.name = name
      self.worstAbsolute = worstAbsolute
      self.largest = largest
      isWithinTolerance = worstAbsolute / max(1, largest) <= tolerance
    }
    /// Whether `worstRelative` is within the verification's tolerance; NaN is not.
    public let isWithinTolerance: Bool
  }

  /// What `worstRelative` may be unless told otherwise: PyTorch's own float32 differs from float64 by up to a third.
  public static let defaultTolerance: Float = 1e-5

  /// What `worstRelative` may be.
  public let tolerance: Float

  /// Layers the program has, in its order, then the outputs.
  public private(set) var comparisons: [Comparison] = []
  /// Layers of the record that a pass folded into constants.
  public private(set) var folded: [String] = []
  /// Layers of the record that the program knows nothing of.
  public private(set) var unknown: [String] = []
  /// Tensors of the record whose size is not the policy's.
  public private(set) var misshapen: [String] = []

  /// The first tensor out of tolerance, or of another size than the policy's.
  public var firstFailure: String? {
    comparisons.first { !$0.isWithinTolerance }?.name ?? misshapen.first
  }

  /// Replays `record`: all layers on one thread, then the outputs as a real step with all threads gives them.
  public init(
    of record: GoldenRecord, with policy: Policy, tolerance: Float = Verification.defaultTolerance
  ) throws(RecordError) {
    self.tolerance = tolerance
    try Verification.load(record, into: policy)
    var unseen = record.layers
    policy.trace { layer, values in
      guard let index = unseen.firstIndex(where: { $0.name == layer.name }) else { return }
      compare(unseen[index], with: values, named: layer.name)
      unseen.remove(at: index)
    }
    for layer in unseen {
      if policy.foldedLayers.contains(layer.name) { folded.append(layer.name) } else { unknown.append(layer.name) }
    }
    try Verification.load(record, into: policy)
    policy.step()
    for output in record.outputs { compare(output, with: policy) }
  }

  private static func load(_ record: GoldenRecord, into policy: Policy) throws(RecordError) {
    do throws(ObservationError) {
      try record.inputs.load(into: policy, generator: NoiseGenerator(seed: 0))
    } catch { throw .observation(error) }
  }

  /// Replays the golden record in `safetensors`, the bytes of a whole file.
  public init(
    replaying safetensors: [UInt8], with policy: Policy, tolerance: Float = Verification.defaultTolerance
  ) throws(RecordError) {
    let record = try GoldenRecord(parsing: safetensors, for: policy.metadata)
    try self.init(of: record, with: policy, tolerance: tolerance)
  }

  private mutating func compare(_ expected: GoldenRecord.Expectation, with policy: Policy) {
    let width = policy.metadata.actionWidth
    let isWhole = expected.name == "action_pred"
    guard isWhole || expected.name == "action" else {
      unknown.append("output.\(expected.name)")
      return
    }
    let rows = isWhole ? policy.metadata.horizon : policy.metadata.returnedRows.count
    var values = [Float](repeating: 0, count: rows * width)
    var span = values.mutableSpan
    if isWhole { policy.copyActionPrediction(into: &span) } else { policy.copyAction(into: &span) }
    compare(expected, with: values, named: "output.\(expected.name)")
  }

  private mutating func compare(_ expected: GoldenRecord.Expectation, with values: [Float], named name: String) {
    guard expected.values.count == values.count else {
      misshapen.append(name)
      return
    }
    var worst: Float = 0
    var largest: Float = 0
    for (want, got) in zip(expected.values, values) {
      let difference = (want - got).magnitude
      // Written so that NaN, once met, stays the worst.
      if !(difference <= worst) && !worst.isNaN { worst = difference }
      largest = max(largest, want.magnitude)
    }
    comparisons.append(
      Comparison(name: name, worstAbsolute: worst, largest: largest, tolerance: tolerance))
  }
}

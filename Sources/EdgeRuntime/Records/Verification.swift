/// A golden record replayed through a policy: the error of every layer and of the outputs.
///
/// A quantised policy is judged by its own record: each integer product is given its recorded input, so that its sums
/// must be the recorded bits on every processor, and what follows them the recorded floats within the tolerance. A
/// record of the trained floats tells how far the quantised policy is from them, and judges nothing (`isDistance`).
public struct Verification: Sendable {
  /// One tensor of the record against the policy's.
  public struct Comparison: Sendable {
    /// The layer's or output's name.
    public let name: String
    /// The largest difference.
    public let worstAbsolute: Float
    /// The largest magnitude that was expected.
    public let largest: Float
    /// Whether `worstRelative` is within the comparison's tolerance, or the policy as near to the exporter's float64
    /// and the record not far from it; NaN is not.
    public let isWithinTolerance: Bool
    /// Relative errors against the exporter's float64 where the record holds it: the policy's, and the record's own.
    public let reference: (policy: Float, record: Float)?

    /// The largest difference over max(1, largest magnitude): what the tolerance bounds.
    public var worstRelative: Float { worstAbsolute / max(1, largest) }

    init(
      name: String, worstAbsolute: Float, largest: Float, tolerance: Float,
      reference: (policy: Float, record: Float)? = nil
    ) {
      self.name = name
      self.worstAbsolute = worstAbsolute
      self.largest = largest
      self.reference = reference
      let agrees = worstAbsolute / max(1, largest) <= tolerance
      let isNearReference = reference.map {
        $0.policy <= tolerance && $0.record <= Verification.recordTolerance
      }
      isWithinTolerance = agrees || isNearReference ?? false
    }
  }

  /// What `worstRelative` may be unless told otherwise: PyTorch's own float32 differs from float64 by up to a third.
  public static let defaultTolerance: Float = 1e-5
  /// How many times that the outputs of several network calls may be: rounding feeds back from call to call.
  public static let severalCallsFactor: Float = 5
  /// How far a record of PyTorch's float32 may be from float64 to be believed: beyond, it is of another policy.
  public static let recordTolerance: Float = 1e-4
  /// What it may be in the outputs of a quantised policy after rounds whose inputs no record gives: a rounding of a
  /// float may move a quantised value by a step.
  public static let unforcedTolerance: Float = 1e-2
  /// Where such steps add up to more than that from call to call, so does quantising: the outputs may be as many times
  /// as far from the record as the record is from the float policy's answer.
  public static let unforcedDistanceFactor: Float = 4

  /// What `worstRelative` may be.
  public let tolerance: Float
  /// Whether the comparisons tell how far int8 weights are from the trained floats, instead of right from wrong.
  public let isDistance: Bool

  /// Layers the program has, in its order, then the outputs.
  public private(set) var comparisons: [Comparison] = []
  /// Layers of the record that a pass folded into constants.
  public private(set) var folded: [String] = []
  /// Layers of the record that the program knows nothing of.
  public private(set) var unknown: [String] = []
  /// Tensors of the record whose size is not the policy's.
  public private(set) var misshapen: [String] = []

  /// The first tensor out of tolerance, or of another size than the policy's; nil where nothing is judged.
  public var firstFailure: String? {
    isDistance ? nil : firstComparisonOut?.name ?? misshapen.first
  }

  /// The first comparison out of tolerance.
  public var firstComparisonOut: Comparison? { comparisons.first { !$0.isWithinTolerance } }

  /// Replays `record`: all layers on one thread, then the outputs as a real step with all threads gives them.
  public init(
    of record: GoldenRecord, with policy: Policy, tolerance: Float = Verification.defaultTolerance
  ) throws(RecordError) {
    self.tolerance = tolerance
    isDistance = policy.isQuantized && !record.isOwn
    try record.load(into: policy)
    traceLayers(of: record, with: policy)
    if record.isOwn { compareOutputs(of: record, with: policy, tolerance: forcedTolerance(of: record, with: policy)) }
    try record.load(into: policy)
    policy.step()
    if record.isOwn {
      try compareThreads(of: record, with: policy)
    } else {
      let factor = policy.samplerRowCount > 1 ? Verification.severalCallsFactor : 1
      compareOutputs(of: record, with: policy, tolerance: tolerance * factor)
    }
  }

  /// Replays the golden record in `safetensors`, the bytes of a whole file.
  public init(
    replaying safetensors: [UInt8], with policy: Policy, tolerance: Float = Verification.defaultTolerance
  ) throws(RecordError) {
    let record = try GoldenRecord(parsing: safetensors, for: policy.metadata)
    try self.init(of: record, with: policy, tolerance: tolerance)
  }

  private mutating func traceLayers(of record: GoldenRecord, with policy: Policy) {
    var unseen = record.layers
    var integers = record.integers
    policy.trace(
      forcing: { operation in record.integers.first { $0.operation == operation }?.input },
      integers: { found in
        guard let index = integers.firstIndex(where: { $0.operation == found.operation }) else { return }
        let name = policy.operationNames[found.operation]
        if !found.sums.isEmpty { compareBits(integers[index].sums, found.sums, named: "\(name) sums") }
        integers.remove(at: index)
      },
      { layer, values in
        guard let index = unseen.firstIndex(where: { $0.name == layer.name }) else { return }
        compare(
          unseen[index], with: layer.elements(unseen[index].part, of: values) ?? [], named: layer.name,
          tolerance: tolerance)
        unseen.remove(at: index)
      })
    for layer in unseen {
      if policy.foldedLayers.contains(layer.name) { folded.append(layer.name) } else { unknown.append(layer.name) }
    }
    for record in integers { unknown.append("integer.\(record.operation)") }
  }

  /// Only the first round's inputs are recorded: later ones may differ by roundings.
  private func forcedTolerance(of record: GoldenRecord, with policy: Policy) -> Float {
    guard policy.samplerRowCount > 1 else { return tolerance }
    var allowed = max(tolerance, Verification.unforcedTolerance)
    let answer = record.outputs.first { $0.name == "action_pred" }?.values ?? []
    if let original = record.original, original.count == answer.count {
      let distance = Verification.worst(of: answer, against: original) / max(1, Verification.largest(of: answer))
      let bound = Verification.unforcedDistanceFactor * distance
      // Comparing with NaN keeps the other.
      if bound > allowed { allowed = bound }
    }
    return allowed
  }

  private mutating func compareOutputs(of record: GoldenRecord, with policy: Policy, tolerance: Float) {
    for output in record.outputs {
      let name = "output.\(output.name)"
      switch output.name {
      case "action_pred": compare(output, with: policy.actionPrediction, named: name, tolerance: tolerance)
      case "action": compare(output, with: policy.action, named: name, tolerance: tolerance)
      default: unknown.append(name)
      }
    }
  }

  /// The step of all threads, which has just been done, must be that of one to the bit.
  private mutating func compareThreads(of record: GoldenRecord, with policy: Policy) throws(RecordError) {
    let shared = policy.actionPrediction
    try record.load(into: policy)
    policy.trace { _, _ in }
    compareBits(policy.actionPrediction, shared, named: "output.action_pred of all threads")
  }

  /// Differences of the bits alone, as of two zeros, count as the least one.
  private mutating func compareBits(_ expected: [Float], _ found: [Float], named name: String) {
    let isSame = expected.count == found.count && !zip(expected, found).contains { $0.bitPattern != $1.bitPattern }
    if isSame {
      comparisons.append(
        Comparison(name: name, worstAbsolute: 0, largest: Verification.largest(of: expected), tolerance: 0))
    } else {
      let expectation = GoldenRecord.Expectation(name: name, values: expected, reference: nil)
      compare(expectation, with: found, named: name, tolerance: -1)
    }
  }

  private mutating func compare(
    _ expected: GoldenRecord.Expectation, with values: [Float], named name: String, tolerance: Float
  ) {
    guard expected.values.count == values.count, expected.reference.map({ $0.count == values.count }) ?? true else {
      misshapen.append(name)
      return
    }
    let largest = Verification.largest(of: expected.values)
    let reference = expected.reference.map { doubles in
      (
        policy: Verification.worst(of: values, against: doubles) / max(1, largest),
        record: Verification.worst(of: expected.values, against: doubles) / max(1, largest)
      )
    }
    comparisons.append(
      Comparison(
        name: name, worstAbsolute: Verification.worst(of: values, against: expected.values), largest: largest,
        tolerance: tolerance, reference: reference))
  }

  /// The largest difference.
  private static func worst(of values: [Float], against expected: [Float]) -> Float {
    var worst: Float = 0
    for (want, got) in zip(expected, values) {
      let difference = (want - got).magnitude
      // Written so that NaN, once met, stays the worst.
      if !(difference <= worst) && !worst.isNaN { worst = difference }
    }
    return worst
  }

  private static func largest(of values: [Float]) -> Float {
    var largest: Float = 0
    for value in values { largest = max(largest, value.magnitude) }
    return largest
  }
}

extension GoldenRecord {
  /// Hands the record's inputs to a policy.
  func load(into policy: Policy) throws(RecordError) {
    guard inputs.stepNoise != nil || !policy.takesStepNoise else {
      let metadata = policy.metadata
      throw .missing(
        name: "step_noise", shape: [policy.samplerRowCount] + metadata.noiseShape)
    }
    do throws(ObservationError) { try inputs.load(into: policy, generator: NoiseGenerator(seed: 0)) } catch {
      throw .observation(error)
    }
  }
}

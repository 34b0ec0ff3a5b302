import EdgeRuntime

/// What a policy's network looks like: read from a checkpoint's configuration and checked against its tensors.
public struct PolicyDescription: Equatable, Sendable {
  /// The method the policy was trained with.
  public var family: Family
  /// T: rows the network works on.
  public var horizon: Int
  /// To: observations in the window.
  public var observationSteps: Int
  /// Ta as configured; the rows returned are To−1 ..< min(T, To−1+Ta).
  public var actionSteps: Int
  /// A: columns of an action.
  public var actionWidth: Int
  /// What turns the observations into features.
  public var encoder: EncoderDescription
  /// Channels of the U-Net's levels, outermost first.
  public var downDims: [Int]
  /// Residual blocks a level: 2, or 1 in the simple network.
  public var blocksPerLevel: Int
  /// Taps of the blocks' convolutions (odd).
  public var kernelSize: Int
  /// Groups of the residual blocks' group norms.
  public var groups: Int
  /// Groups of the last block's group norm: the trainers' code leaves it at its class's default.
  public static let finalGroups = 8
  /// Width of the timestep embedding.
  public var stepEmbeddingWidth: Int
  /// The scheduler that the policy samples with.
  public var scheduler: SchedulerDescription
  /// Network calls of the sampler as configured.
  public var inferenceSteps: Int

  /// Rows of the sampled action chunk that the policy returns.
  public var returnedRows: Range<Int> {
    let first = observationSteps - 1
    return first..<min(horizon, first + actionSteps)
  }

  /// Makes a description, whose scheduler is the family's published one unless given; the reader of a checkpoint checks
  /// its sense.
  public init(
    family: Family, horizon: Int, observationSteps: Int, actionSteps: Int, actionWidth: Int,
    encoder: EncoderDescription, downDims: [Int], blocksPerLevel: Int = 2, kernelSize: Int = 5, groups: Int = 8,
    stepEmbeddingWidth: Int = 128,
    scheduler: SchedulerDescription? = nil, inferenceSteps: Int? = nil
  ) {
    self.family = family
    self.horizon = horizon
    self.observationSteps = observationSteps
    self.actionSteps = actionSteps
    self.actionWidth = actionWidth
    self.encoder = encoder
    self.downDims = downDims
    self.blocksPerLevel = blocksPerLevel
    self.kernelSize = kernelSize
    self.groups = groups
    self.stepEmbeddingWidth = stepEmbeddingWidth
    self.scheduler = scheduler ?? SchedulerDescription(family.scheduler)
    self.inferenceSteps = inferenceSteps ?? (family.scheduler == .ddim ? 10 : 1)
  }
}

extension Family {
  /// The scheduler that its policies are published with.
  var scheduler: SchedulerDescription.Method {
    switch self {
    case .sdm, .manicm: .lcm
    case .dp3, .simpleDP3, .idp3: .ddim
    case .flowPolicy: .euler
    }
  }
}

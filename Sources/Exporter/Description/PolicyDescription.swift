import EdgeRuntime

/// What a policy's network looks like: read from a checkpoint's configuration and checked against its tensors.
public struct PolicyDescription: Equatable, Sendable {
  /// The method the policy was trained with.
  public var family: Family
  /// T: rows the network works on.
  public var horizon: Int
  /// To: observations in the window.
  public var observationSteps: Int
  /// Ta as configured; fewer rows are returned where the chunk ends before.
  public var actionSteps: Int
  /// A: columns of an action.
  public var actionWidth: Int
  /// What turns the observations into features.
  public var encoder: EncoderDescription
  /// How the network learns of the features.
  public var conditioning = Conditioning.global
  /// Where in the sampled chunk the rows begin that are returned.
  public var firstReturned = FirstReturned.lastObserved
  /// Whether features scale a block's channels before they shift them (`cond_predict_scale`).
  public var scalesChannels = true
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
    let first = firstReturnedRow
    return first..<min(horizon, first + actionSteps)
  }

  var firstReturnedRow: Int {
    switch firstReturned {
    case .first: 0
    case .lastObserved: observationSteps - 1
    case .afterObserved: observationSteps
    }
  }

  /// Columns of what is sampled: actions, and the features beside them where they are in-painted.
  public var sampleWidth: Int {
    actionWidth + (conditioning == .inpainting ? policyEncoder.featureWidth : 0)
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
    case .diffusionPolicy, .lerobot: .ddpm
    case .flowPolicy: .euler
    case .consistencyPolicy: .ctm
    }
  }
}

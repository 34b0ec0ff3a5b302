/// What the shapes of a policy's tensors say about its network, the encoder aside.
struct TensorFacts: Equatable, Sendable {
  /// Columns of what is sampled: actions, and observations beside them where those are in-painted.
  private(set) var sampleWidth: Int
  private(set) var kernelSize: Int
  private(set) var downDims: [Int]
  private(set) var blocksPerLevel: Int
  private(set) var stepEmbeddingWidth: Int
  /// Width of what conditions every block: step embedding, then a feature for each observation.
  private(set) var conditionWidth: Int
  /// Whether blocks have a scale for each channel beside the shift.
  private(set) var scalesChannels: Bool
  private(set) var hasLocalBlocks: Bool
  /// Step embeddings that stand before the observations' features.
  private let toldTimes: Int

  /// Derives the facts; `shapes` are those of one state dict, by name.
  init(_ shapes: [String: [Int]], _ names: UNetNames, toldTimes: Int) throws(CheckpointError) {
    self.toldTimes = toldTimes
    let firstConvolution = try Self.shape(
      "\(names.root).down_modules.0.0.\(names.halves[0]).block.0.weight", rank: 3, of: shapes)
    sampleWidth = firstConvolution[1]
    kernelSize = firstConvolution[2]
    downDims = [firstConvolution[0]]
    while downDims.count <= CheckpointLimits.levelCount,
      let next = shapes["\(names.root).down_modules.\(downDims.count).0.\(names.halves[0]).block.0.weight"],
      let width = next.first
    {
      downDims.append(width)
    }
    blocksPerLevel = shapes["\(names.root).down_modules.0.1.\(names.halves[0]).block.0.weight"] == nil ? 1 : 2
    stepEmbeddingWidth = try Self.shape("\(names.root).diffusion_step_encoder.1.weight", rank: 2, of: shapes)[1]
    let modulation = try Self.shape("\(names.root).down_modules.0.0.cond_encoder.1.weight", rank: 2, of: shapes)
    conditionWidth = modulation[1]
    scalesChannels = modulation[0] != downDims[0]
    hasLocalBlocks = shapes["\(names.root).local_cond_encoder.0.\(names.halves[0]).block.0.weight"] != nil
    try checkRanges()
  }

  /// How the network learns of observations.
  var conditioning: Conditioning {
    hasLocalBlocks ? .local : conditionWidth == embeddedWidth ? .inpainting : .global
  }

  /// Columns of the step embeddings; extents were checked.
  var embeddedWidth: Int { toldTimes * stepEmbeddingWidth }

  /// To: how many observations' features fit behind the step embedding; nil when not a whole number.
  ///
  /// - Parameter width: Columns of one observation's features.
  func observationSteps(ofWidth width: Int) -> Int? {
    guard let features = Checked.difference(conditionWidth, embeddedWidth), features > 0, features % width == 0
    else { return nil }
    return features / width
  }

  /// The shape of a tensor that must be there with so many extents.
  static func shape(
    _ name: String, rank: Int, of shapes: [String: [Int]]
  ) throws(CheckpointError) -> [Int] {
    guard let shape = shapes[name] else { throw .policy(.missingTensors([name])) }
    guard shape.count == rank else {
      throw .policy(
        .outOfRange(path: "rank of \(name)", value: shape.count, expected: "\(rank)", flag: nil))
    }
    return shape
  }

  /// Refuses a number that is none that a network can have.
  static func check(
    _ path: String, _ value: Int, _ expected: String, _ isGood: Bool
  ) throws(CheckpointError) {
    guard isGood else {
      throw .policy(.outOfRange(path: path, value: value, expected: expected, flag: nil))
    }
  }

  static func checkWidth(_ width: Int) throws(CheckpointError) {
    let range = 1...CheckpointLimits.policyExtent
    try check("width of a layer", width, "1...\(range.upperBound)", range.contains(width))
  }

  private func checkRanges() throws(CheckpointError) {
    for width in [sampleWidth, stepEmbeddingWidth, conditionWidth] + downDims { try Self.checkWidth(width) }
    let levels = 1...CheckpointLimits.levelCount
    try Self.check("number of levels", downDims.count, "1...\(levels.upperBound)", levels.contains(downDims.count))
    try Self.check(
      "kernel size", kernelSize, "an odd number up to 31", (1...31).contains(kernelSize) && kernelSize % 2 == 1)
    try Self.check(
      "step embedding width", stepEmbeddingWidth, "an even number from 4",
      stepEmbeddingWidth >= 4 && stepEmbeddingWidth % 2 == 0)
  }
}

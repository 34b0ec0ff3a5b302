/// What the shapes of a policy's tensors say about its network.
struct TensorFacts: Equatable, Sendable {
  private(set) var actionWidth: Int
  private(set) var kernelSize: Int
  private(set) var downDims: [Int]
  private(set) var blocksPerLevel: Int
  private(set) var stepEmbeddingWidth: Int
  /// Width of what conditions every block: step embedding, then a feature for each observation.
  private(set) var conditionWidth: Int
  private(set) var stateWidth: Int
  private(set) var stateHiddenWidth: Int
  private(set) var stateFeatureWidth: Int
  private(set) var pointColumns: Int
  private(set) var pointFeatureWidth: Int
  private(set) var encoderLayerNorm: Bool
  private(set) var finalLayerNorm: Bool
  private(set) var hasRobotPoints: Bool

  /// Widths of the encoder's point layers, which the trainers fix.
  static let pointLayerWidths = [64, 128, 256]
  /// Width of the layer that clouds with colour have on top.
  static let colourLayerWidth = 512

  /// Derives the facts; `shapes` are those of one state dict, by name.
  init(_ shapes: [String: [Int]]) throws(CheckpointError) {
    let encoder = "obs_encoder.extractor."
    let firstConvolution = try Self.shape(
      "model.down_modules.0.0.blocks.0.block.0.weight", rank: 3, of: shapes)
    actionWidth = firstConvolution[1]
    kernelSize = firstConvolution[2]
    downDims = [firstConvolution[0]]
    while downDims.count <= CheckpointLimits.levelCount,
      let next = shapes["model.down_modules.\(downDims.count).0.blocks.0.block.0.weight"],
      let width = next.first
    {
      downDims.append(width)
    }
    blocksPerLevel = shapes["model.down_modules.0.1.blocks.0.block.0.weight"] == nil ? 1 : 2
    stepEmbeddingWidth = try Self.shape("model.diffusion_step_encoder.1.weight", rank: 2, of: shapes)[1]
    conditionWidth = try Self.shape("model.down_modules.0.0.cond_encoder.1.weight", rank: 2, of: shapes)[1]
    let state = try Self.shape("obs_encoder.state_mlp.0.weight", rank: 2, of: shapes)
    stateHiddenWidth = state[0]
    stateWidth = state[1]
    stateFeatureWidth = try Self.shape("obs_encoder.state_mlp.2.weight", rank: 2, of: shapes)[0]
    pointColumns = try Self.shape(encoder + "mlp.0.weight", rank: 2, of: shapes)[1]
    encoderLayerNorm = shapes[encoder + "mlp.1.weight"] != nil
    finalLayerNorm = shapes[encoder + "final_projection.weight"] == nil
    let projection = encoder + (finalLayerNorm ? "final_projection.0.weight" : "final_projection.weight")
    pointFeatureWidth = try Self.shape(projection, rank: 2, of: shapes)[0]
    hasRobotPoints = shapes["normalizer.params_dict.imagin_robot.scale"] != nil
    try checkRanges()
  }

  /// To: how many observations' features fit behind the step embedding; nil when not a whole number.
  var observationSteps: Int? {
    guard let features = Checked.difference(conditionWidth, stepEmbeddingWidth), features > 0,
      let width = Checked.sum(pointFeatureWidth, stateFeatureWidth), features % width == 0
    else { return nil }
    return features / width
  }

  private static func shape(
    _ name: String, rank: Int, of shapes: [String: [Int]]
  ) throws(CheckpointError) -> [Int] {
    guard let shape = shapes[name] else { throw .policy(.missingTensors([name])) }
    guard shape.count == rank else {
      throw .policy(
        .outOfRange(path: "rank of \(name)", value: shape.count, expected: "\(rank)", flag: nil))
    }
    return shape
  }

  private func checkRanges() throws(CheckpointError) {
    func check(_ path: String, _ value: Int, _ expected: String, _ isGood: Bool) throws(CheckpointError) {
      guard isGood else {
        throw .policy(.outOfRange(path: path, value: value, expected: expected, flag: nil))
      }
    }
    let widths = [
      actionWidth, stepEmbeddingWidth, conditionWidth, stateWidth, stateHiddenWidth, stateFeatureWidth,
      pointFeatureWidth,
    ]
    for width in widths + downDims {
      let range = 1...CheckpointLimits.policyExtent
      try check("width of a layer", width, "1...\(CheckpointLimits.policyExtent)", range.contains(width))
    }
    let levels = 1...CheckpointLimits.levelCount
    try check("number of levels", downDims.count, "1...\(levels.upperBound)", levels.contains(downDims.count))
    try check(
      "kernel size", kernelSize, "an odd number up to 31",
      (1...31).contains(kernelSize) && kernelSize % 2 == 1)
    try check(
      "step embedding width", stepEmbeddingWidth, "an even number from 4",
      stepEmbeddingWidth >= 4 && stepEmbeddingWidth % 2 == 0)
    try check("columns of a point", pointColumns, "3 or 6", pointColumns == 3 || pointColumns == 6)
  }
}

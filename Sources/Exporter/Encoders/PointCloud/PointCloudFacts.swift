/// What the shapes of a policy's tensors say about its point cloud encoder.
struct PointCloudFacts: Equatable, Sendable {
  let stateWidth: Int
  let stateHiddenWidth: Int
  let stateFeatureWidth: Int
  let pointColumns: Int
  let extractor: ExtractorDescription
  /// Whether a normaliser knows the imagined robot's points.
  let hasRobotPoints: Bool

  /// Derives the facts; `shapes` are those of one state dict, by name.
  init(_ shapes: [String: [Int]]) throws(CheckpointError) {
    let prefix = "obs_encoder.extractor"
    let state = try TensorFacts.shape("obs_encoder.state_mlp.0.weight", rank: 2, of: shapes)
    stateHiddenWidth = state[0]
    stateWidth = state[1]
    stateFeatureWidth = try TensorFacts.shape("obs_encoder.state_mlp.2.weight", rank: 2, of: shapes)[0]
    hasRobotPoints = shapes["normalizer.params_dict.imagin_robot.scale"] != nil
    if MultiStagePointNet.isIn(shapes) {
      pointColumns = try TensorFacts.shape("\(prefix).conv_in.weight", rank: 3, of: shapes)[1]
      extractor = .multiStage(try MultiStagePointNet(shapes))
    } else {
      pointColumns = try TensorFacts.shape("\(prefix).mlp.0.weight", rank: 2, of: shapes)[1]
      extractor = .pointNet(try PointNet(shapes))
    }
    for width in [stateWidth, stateHiddenWidth, stateFeatureWidth] { try TensorFacts.checkWidth(width) }
    try TensorFacts.check("columns of a point", pointColumns, "3 or 6", pointColumns == 3 || pointColumns == 6)
  }
}

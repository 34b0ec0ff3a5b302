/// What the shapes of a policy's tensors say about its point cloud encoder.
struct PointCloudFacts: Equatable, Sendable {
  let stateWidth: Int
  let stateHiddenWidth: Int
  let stateFeatureWidth: Int
  let pointColumns: Int
  let pointFeatureWidth: Int
  let pointLayerNorm: Bool
  let finalLayerNorm: Bool
  /// Whether a normaliser knows the imagined robot's points.
  let hasRobotPoints: Bool

  /// Derives the facts; `shapes` are those of one state dict, by name.
  init(_ shapes: [String: [Int]]) throws(CheckpointError) {
    let extractor = "obs_encoder.extractor."
    let state = try TensorFacts.shape("obs_encoder.state_mlp.0.weight", rank: 2, of: shapes)
    stateHiddenWidth = state[0]
    stateWidth = state[1]
    stateFeatureWidth = try TensorFacts.shape("obs_encoder.state_mlp.2.weight", rank: 2, of: shapes)[0]
    pointColumns = try TensorFacts.shape(extractor + "mlp.0.weight", rank: 2, of: shapes)[1]
    pointLayerNorm = shapes[extractor + "mlp.1.weight"] != nil
    finalLayerNorm = shapes[extractor + "final_projection.weight"] == nil
    let projection = extractor + (finalLayerNorm ? "final_projection.0.weight" : "final_projection.weight")
    pointFeatureWidth = try TensorFacts.shape(projection, rank: 2, of: shapes)[0]
    hasRobotPoints = shapes["normalizer.params_dict.imagin_robot.scale"] != nil
    for width in [stateWidth, stateHiddenWidth, stateFeatureWidth, pointFeatureWidth] {
      try TensorFacts.checkWidth(width)
    }
    try TensorFacts.check("columns of a point", pointColumns, "3 or 6", pointColumns == 3 || pointColumns == 6)
  }
}

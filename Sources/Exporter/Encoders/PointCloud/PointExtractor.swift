/// What a network of points tells the exporter of itself; its numbers in float64 are `ReferenceNetwork`'s.
protocol PointExtractor {
  /// Width of the points' feature.
  var featureWidth: Int { get }
  /// Names and shapes of its tensors, for points of `columns` columns.
  func addTensors(columns: Int, to tensors: inout PolicyTensors)
  /// Adds its nodes, from the normalised points of all frames to their `features` (frames, `featureWidth`).
  func addNodes(points: ValueView, features: ValueView, to builder: inout GraphBuilder)
  /// Refuses a configuration that says another network than the tensors.
  func check(_ settings: PolicySettings) throws(CheckpointError)
}

extension PointExtractor {
  /// The module that trainers call it by.
  static var prefix: String { "obs_encoder.extractor" }

  /// Slices of a frame's cloud: enough to share among the threads of a small board, few enough to join cheaply.
  private static var slicesPerFrame: Int { 8 }

  /// Slices of a frame's points in `input`, the rows of all frames.
  static func slices(of input: ValueView, frames: Int) -> Int { min(slicesPerFrame, input.rows / frames) }

  /// Refuses a configured width of the feature that the tensors do not have.
  func checkFeatureWidth(_ settings: PolicySettings) throws(CheckpointError) {
    for path in ["policy.encoder_output_dim", "policy.pointcloud_encoder_cfg.out_channels"] {
      try settings.agree(path, with: [featureWidth]) { () throws(CheckpointError) in
        try settings.integer([path]).map { [$0] }
      }
    }
  }

  /// Adds layers that each point goes through and the slices' maxima of the last; returns these.
  func addPointEncode(
    _ name: String, input: ValueView, frames: Int, layers: [PointLayerNode], to builder: inout GraphBuilder
  ) -> ValueView {
    let slices = Self.slices(of: input, frames: frames)
    let partial = builder.graph.add(
      "partial maxima", rows: frames * slices, columns: layers[layers.count - 1].matrix.outputs)
    builder.graph.encode.append(
      GraphNode(
        name: name,
        kind: .pointEncode(input: input, frames: frames, slices: slices, output: partial, layers: layers)))
    return partial
  }
}

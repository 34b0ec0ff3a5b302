/// What makes one feature of a cloud's points.
public enum ExtractorDescription: Equatable, Sendable {
  /// DP3's and its students'.
  case pointNet(PointNet)
  /// iDP3's.
  case multiStage(MultiStagePointNet)

  /// What both can do.
  var extractor: any PointExtractor {
    switch self {
    case .pointNet(let network): network
    case .multiStage(let network): network
    }
  }

  /// Width of the points' feature.
  var featureWidth: Int { extractor.featureWidth }
}

/// What a network of points tells the exporter of itself; its numbers in float64 are `ReferenceNetwork`'s.
protocol PointExtractor {
  /// Width of the points' feature.
  var featureWidth: Int { get }
  /// Names and shapes of its tensors, for points of `columns` columns.
  func addTensors(columns: Int, to tensors: inout PolicyTensors)
  /// Adds its nodes, from the normalised points of all frames to their `features` (frames, `featureWidth`).
  func addNodes(points: ValueView, features: ValueView, to builder: inout GraphBuilder)
  /// Refuses a configuration that says another network than the tensors.
  func check(_ settings: PolicySettings, columns: Int) throws(CheckpointError)
}

extension PointExtractor {
  /// The module that trainers call it by.
  static var prefix: String { "obs_encoder.extractor" }

  /// Slices of a frame's cloud: enough to share among the threads of a small board, few enough to join cheaply.
  static var slicesPerFrame: Int { 8 }

  /// Refuses a configured width of the feature that the tensors do not have.
  func checkFeatureWidth(_ settings: PolicySettings) throws(CheckpointError) {
    for path in ["policy.encoder_output_dim", "policy.pointcloud_encoder_cfg.out_channels"] {
      try settings.agree(path, with: [featureWidth]) { () throws(CheckpointError) in
        try settings.integer([path]).map { [$0] }
      }
    }
  }
}

extension LowDimEncoder {
  /// Whether these are the tensors of a policy that reads one vector a frame.
  static func isIn(_ shapes: [String: [Int]]) -> Bool {
    shapes["normalizer.params_dict.\(key).scale"] != nil && !shapes.keys.contains { $0.hasPrefix("obs_encoder.") }
  }

  /// Describes the vectors: the normaliser tells their columns, or the configuration where it has one number for all.
  init(_ shapes: [String: [Int]], _ settings: PolicySettings) throws(CheckpointError) {
    let name = "normalizer.params_dict.\(Self.key).scale"
    guard let scale = shapes[name] else { throw .policy(.missingTensors([name])) }
    let configured = try settings.integer(["policy.obs_dim", "obs_dim", "task.obs_dim"])
    width = scale.count == 1 && scale[0] > 1 ? scale[0] : configured ?? 1
    try TensorFacts.checkWidth(width)
    try settings.agree("policy.obs_dim", with: [width]) { () throws(CheckpointError) in configured.map { [$0] } }
  }
}

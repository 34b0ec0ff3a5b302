extension PointCloudEncoder {
  /// Describes the encoder in a checkpoint: tensors say its widths, the configuration or the user the points.
  init(
    _ facts: PointCloudFacts, settings: inout PolicySettings, overrides: PolicyOverrides
  ) throws(CheckpointError) {
    let cloudPaths = PolicySettings.shapePaths("obs.point_cloud")
    let points = try settings.number(
      cloudPaths.map { $0 + ".0" }, override: overrides.pointCount, tensors: nil, flag: .pointCount)
    if let columns = try settings.integer(cloudPaths.map { $0 + ".1" }), columns < facts.pointColumns {
      throw .policy(
        .contradiction(path: cloudPaths[0] + ".1", said: [columns], found: [facts.pointColumns], flag: nil))
    }
    self.init(
      stateWidth: facts.stateWidth, stateHiddenWidth: facts.stateHiddenWidth,
      stateFeatureWidth: facts.stateFeatureWidth, pointCount: points, pointColumns: facts.pointColumns,
      robotPointCount: try Self.robotPoints(&settings, overrides, facts), pointLayerNorm: facts.pointLayerNorm,
      finalLayerNorm: facts.finalLayerNorm, pointFeatureWidth: facts.pointFeatureWidth)
  }

  private static func robotPoints(
    _ settings: inout PolicySettings, _ overrides: PolicyOverrides, _ facts: PointCloudFacts
  ) throws(CheckpointError) -> Int {
    let paths = PolicySettings.shapePaths("obs.imagin_robot").map { $0 + ".0" }
    // The network reads the imagined robot if the observations' shapes have it; a normaliser may know more than that.
    var describesObservations = false
    for place in PolicySettings.shapePlaces where try settings.hasSection(place + ".obs") {
      describesObservations = true
    }
    if overrides.robotPointCount == nil, try settings.integer(paths) == nil,
      describesObservations || !facts.hasRobotPoints
    {
      return 0
    }
    return try settings.number(
      paths, override: overrides.robotPointCount, tensors: nil, flag: .robotPointCount)
  }

  /// Refuses a configuration that says other widths and norms than the tensors.
  static func check(_ settings: PolicySettings, against facts: PointCloudFacts) throws(CheckpointError) {
    for path in ["policy.encoder_output_dim", "policy.pointcloud_encoder_cfg.out_channels"] {
      try settings.agree(path, with: [facts.pointFeatureWidth]) { () throws(CheckpointError) in
        try settings.integer([path]).map { [$0] }
      }
    }
    try settings.agreeOnColumns(of: "obs.agent_pos", with: facts.stateWidth)
    if let usesColour = try settings.boolean("policy.use_pc_color"), usesColour != (facts.pointColumns == 6) {
      throw .policy(
        .contradiction(
          path: "policy.use_pc_color", said: [usesColour ? 6 : 3], found: [facts.pointColumns], flag: nil))
    }
    let encoder = "policy.pointcloud_encoder_cfg"
    if let norms = try settings.boolean(encoder + ".use_layernorm"), norms != facts.pointLayerNorm {
      throw .policy(
        .contradiction(
          path: encoder + ".use_layernorm", said: [norms ? 1 : 0], found: [facts.pointLayerNorm ? 1 : 0], flag: nil))
    }
    if let norm = try settings.text(encoder + ".final_norm") {
      guard norm == "layernorm" || norm == "none" else {
        throw .policy(.unsupported(path: encoder + ".final_norm", value: norm, expected: "layernorm or none"))
      }
      guard (norm == "layernorm") == facts.finalLayerNorm else {
        throw .policy(
          .contradiction(
            path: encoder + ".final_norm", said: [norm == "layernorm" ? 1 : 0],
            found: [facts.finalLayerNorm ? 1 : 0], flag: nil))
      }
    }
  }
}

extension PointCloudEncoder {
  /// Describes the encoder in a checkpoint: tensors say its widths, the configuration or the user the points.
  init(
    _ facts: PointCloudFacts, settings: inout PolicySettings, overrides: PolicyOverrides
  ) throws(CheckpointError) {
    let cloudPaths = PolicySettings.shapePaths("obs.point_cloud")
    let points = try Self.points(&settings, overrides, facts)
    if let columns = try settings.integer(cloudPaths.map { $0 + ".1" }), columns < facts.pointColumns {
      throw .policy(
        .contradiction(path: cloudPaths[0] + ".1", said: [columns], found: [facts.pointColumns], flag: nil))
    }
    self.init(
      stateWidth: facts.stateWidth, stateHiddenWidth: facts.stateHiddenWidth,
      stateFeatureWidth: facts.stateFeatureWidth, pointCount: points, pointColumns: facts.pointColumns,
      robotPointCount: try Self.robotPoints(&settings, overrides, facts), extractor: facts.extractor)
  }

  /// As many points as the shapes say; where the trainer's code makes a certain number of any other, that number.
  private static func points(
    _ settings: inout PolicySettings, _ overrides: PolicyOverrides, _ facts: PointCloudFacts
  ) throws(CheckpointError) -> Int {
    let paths = PolicySettings.shapePaths("obs.point_cloud").map { $0 + ".0" }
    let path = "policy.pointcloud_encoder_cfg.num_points"
    guard case .multiStage = facts.extractor, try settings.boolean("policy.point_downsample") ?? true,
      let drawn = try settings.integer([path])
    else { return try settings.number(paths, override: overrides.pointCount, tensors: nil, flag: .pointCount) }
    let configured = try settings.integer(paths)
    let points = try settings.number(
      [path], override: overrides.pointCount ?? configured, tensors: nil, flag: .pointCount)
    guard points == drawn else {
      throw .policy(
        .randomAtEvaluation(
          path: path, value: "\(drawn)", what: "of \(points) points the trainer's code draws that many at random",
          expected: "as many (--points \(drawn))"))
    }
    return points
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

  /// Refuses a configuration that says another encoder than the tensors.
  static func check(_ settings: PolicySettings, against facts: PointCloudFacts) throws(CheckpointError) {
    try settings.agreeOnColumns(of: "obs.agent_pos", with: facts.stateWidth)
    if let usesColour = try settings.boolean("policy.use_pc_color"), usesColour != (facts.pointColumns == 6) {
      throw .policy(
        .contradiction(
          path: "policy.use_pc_color", said: [usesColour ? 6 : 3], found: [facts.pointColumns], flag: nil))
    }
    try facts.extractor.extractor.check(settings)
  }
}

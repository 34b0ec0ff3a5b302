import EdgeRuntime

extension PolicyDescription {
  /// Describes the policy in a checkpoint's state dict and checks that all its sources agree.
  ///
  /// Tensors say what they can: widths, levels, kernel, window. The configuration, or `overrides` in its place, says
  /// the rest; without a configuration the flags must.
  ///
  /// - Parameters:
  ///   - configuration: The checkpoint's configuration, if it has one.
  ///   - family: The method; students cannot be told from their teachers by the file.
  ///   - overrides: What the user says.
  ///   - shapes: The state dict's tensors (`Checkpoint.shapes(in:)`).
  public init(
    configuration: ConfigurationNode?, family: Family, overrides: PolicyOverrides = PolicyOverrides(),
    shapes: [String: [Int]]
  ) throws(CheckpointError) {
    let facts = try TensorFacts(shapes)
    let settings = PolicySettings(root: configuration)
    let expectedBlocks = family == .simpleDP3 ? 1 : 2
    guard facts.blocksPerLevel == expectedBlocks else {
      throw .policy(
        .familyDiffers(family: family, expectedBlocks: expectedBlocks, foundBlocks: facts.blocksPerLevel))
    }
    try Self.checkKinds(settings)
    try Self.checkWidths(settings, facts)
    let schedule = try ScheduleDescription(settings, family: family)
    let cloud = try Self.cloud(settings, overrides, facts)
    self.init(
      family: family,
      horizon: try settings.number(
        ["policy.horizon", "horizon"], override: overrides.horizon, tensors: nil, flag: .horizon),
      observationSteps: try Self.observationSteps(settings, overrides, facts),
      actionSteps: try settings.number(
        ["policy.n_action_steps", "n_action_steps"], override: overrides.actionSteps, tensors: nil,
        flag: .actionSteps),
      actionWidth: facts.actionWidth, stateWidth: facts.stateWidth, pointCount: cloud.points,
      pointColumns: facts.pointColumns, robotPointCount: cloud.robotPoints,
      encoderLayerNorm: facts.encoderLayerNorm, finalLayerNorm: facts.finalLayerNorm,
      pointFeatureWidth: facts.pointFeatureWidth, downDims: facts.downDims,
      blocksPerLevel: facts.blocksPerLevel,
      kernelSize: facts.kernelSize,
      groups: try settings.number(
        ["policy.n_groups"], override: overrides.groups, tensors: nil, flag: .groups),
      stepEmbeddingWidth: facts.stepEmbeddingWidth, schedule: schedule,
      inferenceSteps: try Self.inferenceSteps(settings, overrides, family))
    try checkSense()
    try PolicyTensors.check(shapes, of: self, facts: facts)
  }

  private static func observationSteps(
    _ settings: PolicySettings, _ overrides: PolicyOverrides, _ facts: TensorFacts
  ) throws(CheckpointError) -> Int {
    guard let steps = facts.observationSteps else {
      let feature = facts.pointFeatureWidth + facts.stateFeatureWidth
      throw .policy(
        .outOfRange(
          path: "width of model.down_modules.0.0.cond_encoder.1", value: facts.conditionWidth,
          expected: "\(facts.stepEmbeddingWidth) and a multiple of \(feature)", flag: nil))
    }
    return try settings.number(
      ["policy.n_obs_steps", "n_obs_steps"], override: overrides.observationSteps, tensors: steps,
      flag: .observationSteps)
  }

  /// Students call the network once, and so does a one-step flow; teachers as often as configured.
  private static func inferenceSteps(
    _ settings: PolicySettings, _ overrides: PolicyOverrides, _ family: Family
  ) throws(CheckpointError) -> Int {
    let path =
      switch family {
      case .sdm, .manicm: "policy.num_inference_timesteps"
      default: "policy.num_inference_steps"
      }
    let isOneStep = family == .sdm || family == .manicm || family == .flowPolicy
    if isOneStep, overrides.inferenceSteps == nil, try settings.integer([path]) == nil { return 1 }
    return try settings.number(
      [path], override: overrides.inferenceSteps, tensors: nil, flag: .inferenceSteps)
  }

  private static func cloud(
    _ settings: PolicySettings, _ overrides: PolicyOverrides, _ facts: TensorFacts
  ) throws(CheckpointError) -> (points: Int, robotPoints: Int) {
    let cloudPaths = PolicySettings.shapePaths("obs.point_cloud")
    let points = try settings.number(
      cloudPaths.map { $0 + ".0" }, override: overrides.pointCount, tensors: nil, flag: .pointCount)
    if let columns = try settings.integer(cloudPaths.map { $0 + ".1" }), columns < facts.pointColumns {
      throw .policy(
        .contradiction(path: cloudPaths[0] + ".1", said: [columns], found: [facts.pointColumns], flag: nil))
    }
    let robotPaths = PolicySettings.shapePaths("obs.imagin_robot").map { $0 + ".0" }
    if !facts.hasRobotPoints, overrides.robotPointCount == nil, try settings.integer(robotPaths) == nil {
      return (points, 0)
    }
    let robotPoints = try settings.number(
      robotPaths, override: overrides.robotPointCount, tensors: nil, flag: .robotPointCount)
    return (points, robotPoints)
  }

  /// Refuses networks of other kinds than the exported one.
  private static func checkKinds(_ settings: PolicySettings) throws(CheckpointError) {
    if let type = try settings.text("policy.condition_type"), type != "film" {
      throw .policy(.unsupported(path: "policy.condition_type", value: type, expected: "film"))
    }
    if let type = try settings.text("policy.pointnet_type"), type != "pointnet", type != "mlp" {
      throw .policy(.unsupported(path: "policy.pointnet_type", value: type, expected: "pointnet or mlp"))
    }
    let switches = [
      ["policy.obs_as_global_cond", "obs_as_global_cond"], ["policy.use_down_condition"],
      ["policy.use_mid_condition"], ["policy.use_up_condition"],
    ]
    for paths in switches {
      for path in paths where try settings.boolean(path) == false {
        throw .policy(.unsupported(path: path, value: "false", expected: "true"))
      }
    }
  }

  private static func checkWidths(_ settings: PolicySettings, _ facts: TensorFacts) throws(CheckpointError) {
    func agree(_ path: String, _ found: Int) throws(CheckpointError) {
      try settings.agree(path, try settings.integer([path]).map { [$0] }, with: [found])
    }
    try settings.agree("policy.down_dims", try settings.integers(["policy.down_dims"]), with: facts.downDims)
    try agree("policy.kernel_size", facts.kernelSize)
    try agree("policy.diffusion_step_embed_dim", facts.stepEmbeddingWidth)
    try agree("policy.encoder_output_dim", facts.pointFeatureWidth)
    try agree("policy.pointcloud_encoder_cfg.out_channels", facts.pointFeatureWidth)
    for (name, width) in [("action", facts.actionWidth), ("obs.agent_pos", facts.stateWidth)] {
      let paths = PolicySettings.shapePaths(name)
      try settings.agree(paths[0], try settings.integers(paths), with: [width])
    }
    if let usesColour = try settings.boolean("policy.use_pc_color"), usesColour != (facts.pointColumns == 6) {
      throw .policy(
        .contradiction(
          path: "policy.use_pc_color", said: [usesColour ? 6 : 3], found: [facts.pointColumns], flag: nil))
    }
    let encoder = "policy.pointcloud_encoder_cfg"
    if let norms = try settings.boolean(encoder + ".use_layernorm"), norms != facts.encoderLayerNorm {
      throw .policy(
        .contradiction(
          path: encoder + ".use_layernorm", said: [norms ? 1 : 0], found: [facts.encoderLayerNorm ? 1 : 0],
          flag: nil))
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

  /// Checks what numbers must be to one another.
  private func checkSense() throws(CheckpointError) {
    let halvings = 1 << (downDims.count - 1)
    guard horizon % halvings == 0 else {
      throw .policy(
        .outOfRange(path: "horizon", value: horizon, expected: "a multiple of \(halvings)", flag: .horizon))
    }
    guard observationSteps <= horizon else {
      throw .policy(
        .outOfRange(
          path: "horizon", value: horizon, expected: "at least the \(observationSteps) observations",
          flag: .horizon))
    }
    guard downDims.allSatisfy({ $0 % groups == 0 }) else {
      throw .policy(
        .outOfRange(
          path: "policy.n_groups", value: groups, expected: "a divisor of every width", flag: .groups))
    }
    guard downDims[0] % Self.finalGroups == 0 else {
      throw .policy(
        .outOfRange(
          path: "policy.down_dims.0", value: downDims[0],
          expected: "a multiple of the last norm's \(Self.finalGroups) groups", flag: nil))
    }
    guard inferenceSteps <= schedule.trainSteps else {
      throw .policy(
        .outOfRange(
          path: "policy.num_inference_steps", value: inferenceSteps,
          expected: "at most the \(schedule.trainSteps) steps of training", flag: .inferenceSteps))
    }
  }
}

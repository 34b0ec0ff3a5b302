import EdgeRuntime
import Exporter
import Testing

/// Descriptions of policies from configurations, flags and tensors, and what contradicts.
@Suite struct PolicyDescriptionTests {
  private static let policy = PolicyDescription(
    family: .dp3, horizon: 8, observationSteps: 2, actionSteps: 4, actionWidth: 4,
    encoder: .pointCloud(PointCloudEncoder(stateWidth: 9, pointCount: 512)), downDims: [8, 16, 24],
    stepEmbeddingWidth: 16)

  private static let flags = PolicyOverrides(
    horizon: 8, actionSteps: 4, pointCount: 512, groups: 8, inferenceSteps: 10, prediction: .sample)

  /// The shapes of a policy's tensors with its normaliser and what trainers keep beside them.
  private func shapes(_ policy: PolicyDescription, cloudWidth: Int = 3, robotWidth: Int? = nil) -> [String:
    [Int]]
  {
    var result: [String: [Int]] = ["_dummy_variable": [0], "mask_generator._dummy_variable": [0]]
    for tensor in PolicyTensors(of: policy).expected { result[tensor.name] = tensor.shape }
    var fields = [
      ("action", policy.actionWidth), ("agent_pos", policy.cloud.stateWidth), ("point_cloud", cloudWidth),
    ]
    if let robotWidth { fields.append(("imagin_robot", robotWidth)) }
    for (field, width) in fields {
      for part in [
        "scale", "offset", "input_stats.min", "input_stats.max", "input_stats.mean", "input_stats.std",
      ] {
        result["normalizer.params_dict.\(field).\(part)"] = [width]
      }
    }
    return result
  }

  private typealias Entry = ConfigurationNode.Entry

  private func configuration(_ policy: [String: ConfigurationNode] = [:]) -> ConfigurationNode {
    var entries: [String: ConfigurationNode] = [
      "horizon": .string("${horizon}"), "n_obs_steps": .integer(2), "n_action_steps": .integer(4),
      "down_dims": .list([.integer(8), .integer(16), .integer(24)]), "kernel_size": .integer(5),
      "n_groups": .integer(8), "diffusion_step_embed_dim": .integer(16), "encoder_output_dim": .integer(64),
      "condition_type": .string("film"), "obs_as_global_cond": .boolean(true),
      "use_pc_color": .boolean(false),
      "num_inference_steps": .integer(10), "shape_meta": .string("${shape_meta}"),
      "noise_scheduler": .dictionary([
        Entry(key: "num_train_timesteps", value: .integer(100)),
        Entry(key: "beta_schedule", value: .string("squaredcos_cap_v2")),
        Entry(key: "prediction_type", value: .string("sample")),
      ]),
    ]
    entries.merge(policy) { $1 }
    func shape(_ values: Int...) -> ConfigurationNode {
      .dictionary([Entry(key: "shape", value: .list(values.map { .integer($0) }))])
    }
    let observations = [
      Entry(key: "point_cloud", value: shape(512, 3)), Entry(key: "agent_pos", value: shape(9)),
    ]
    return .dictionary([
      Entry(key: "horizon", value: .integer(8)),
      Entry(
        key: "shape_meta",
        value: .dictionary([
          Entry(key: "obs", value: .dictionary(observations)), Entry(key: "action", value: shape(4)),
        ])),
      Entry(
        key: "policy",
        value: .dictionary(entries.sorted { $0.key < $1.key }.map { Entry(key: $0, value: $1) })),
    ])
  }

  private func read(
    _ configuration: ConfigurationNode?, family: Family = .dp3,
    _ overrides: PolicyOverrides = PolicyOverrides(),
    shapes: [String: [Int]]? = nil
  ) throws -> PolicyDescription {
    var notes = PolicyNotes()
    return try PolicyDescription(
      configuration: configuration, family: family, overrides: overrides,
      shapes: shapes ?? self.shapes(Self.policy), notes: &notes)
  }

  private func expect(
    _ error: PolicyError, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> PolicyDescription
  ) {
    #expect(throws: CheckpointError.policy(error), sourceLocation: sourceLocation) { try body() }
  }

  @Test func readsConfigurationsAndFlagsAlike() throws {
    #expect(try read(configuration()) == Self.policy)
    #expect(try read(nil, Self.flags) == Self.policy)
    #expect(try read(.dictionary([]), family: .flowPolicy, Self.flags).scheduler == SchedulerDescription(.euler))
  }

  @Test func readsEveryVariantFromItsTensors() throws {
    var simple = Self.policy
    (simple.family, simple.blocksPerLevel) = (.simpleDP3, 1)
    var colour = Self.policy
    (colour.cloud.pointColumns, colour.pointNet.finalLayerNorm) = (6, false)
    var bare = Self.policy
    (bare.pointNet.layerNorm, bare.kernelSize, bare.observationSteps, bare.pointNet.featureWidth) = (
      false, 3, 3, 32
    )
    for policy in [simple, colour, bare] {
      #expect(
        try read(nil, family: policy.family, Self.flags, shapes: shapes(policy, cloudWidth: 6)) == policy)
    }
    var robot = Self.policy
    robot.cloud.robotPointCount = 96
    var flags = Self.flags
    expect(.missing([.init(path: "policy.shape_meta.obs.imagin_robot.shape.0", flag: .robotPointCount)])) {
      try read(nil, flags, shapes: shapes(robot, cloudWidth: 1, robotWidth: 1))
    }
    flags.robotPointCount = 96
    #expect(try read(nil, flags, shapes: shapes(robot, cloudWidth: 1, robotWidth: 1)) == robot)
  }

  @Test func namesTheFlagOfWhatIsMissing() {
    typealias Edit = (inout PolicyOverrides) -> Void
    let cases: [(PolicyFlag, String, Edit)] = [
      (.horizon, "policy.horizon", { $0.horizon = nil }),
      (.actionSteps, "policy.n_action_steps", { $0.actionSteps = nil }),
      (.pointCount, "policy.shape_meta.obs.point_cloud.shape.0", { $0.pointCount = nil }),
      (.groups, "policy.n_groups", { $0.groups = nil }),
      (.inferenceSteps, "policy.num_inference_steps", { $0.inferenceSteps = nil }),
      (.prediction, "policy.noise_scheduler.prediction_type", { $0.prediction = nil }),
    ]
    for (flag, path, edit) in cases {
      var flags = Self.flags
      edit(&flags)
      expect(.missing([.init(path: path, flag: flag)])) { try read(nil, flags) }
    }
    #expect {
      try read(nil)
    } throws: { error in
      guard case CheckpointError.policy(.missing(let missing)) = error else { return false }
      return Set(missing.map(\.flag)) == Set(cases.map(\.0))
    }
    let text = "${eval:'len(abcdefgh)'}"
    let evaluated = configuration(["horizon": .string(text)])
    expect(PolicyError.unresolvable(path: "policy.horizon", text: text, flag: .horizon)) { try read(evaluated) }
    #expect(throws: Never.self) { try read(evaluated, PolicyOverrides(horizon: 8)) }
  }

  @Test func refusesContradictions() {
    let cases: [(String, ConfigurationNode, [Int], [Int], PolicyFlag?)] = [
      ("policy.n_obs_steps", .integer(3), [3], [2], .observationSteps),
      ("policy.down_dims", .list([.integer(8)]), [8], [8, 16, 24], nil),
      ("policy.kernel_size", .integer(3), [3], [5], nil),
      ("policy.diffusion_step_embed_dim", .integer(128), [128], [16], nil),
      ("policy.encoder_output_dim", .integer(128), [128], [64], nil),
      ("policy.use_pc_color", .boolean(true), [6], [3], nil),
    ]
    for (path, node, said, found, flag) in cases {
      expect(.contradiction(path: path, said: said, found: found, flag: flag)) {
        try read(configuration([String(path.dropFirst(7)): node]))
      }
    }
    expect(.flagContradicts(.observationSteps, said: 4, found: 2)) {
      try read(configuration(), PolicyOverrides(observationSteps: 4))
    }
    for family in [Family.simpleDP3] {
      expect(.familyDiffers(family: family, expectedBlocks: 1, foundBlocks: 2)) {
        try read(nil, family: family)
      }
    }
    expect(.familyDiffers(family: .dp3, expectedBlocks: 2, foundBlocks: 1)) {
      var simple = Self.policy
      simple.blocksPerLevel = 1
      return try read(nil, Self.flags, shapes: shapes(simple))
    }
  }

  @Test func refusesOtherKinds() {
    let cases: [(String, ConfigurationNode, String, String)] = [
      ("policy.condition_type", .string("add"), "add", "film"),
      ("policy.obs_as_global_cond", .boolean(false), "false", "true"),
      ("policy.use_mid_condition", .boolean(false), "false", "true"),
      ("policy.pointnet_type", .string("idp3"), "idp3", "pointnet or mlp"),
    ]
    for (path, node, value, expected) in cases {
      expect(.unsupported(path: path, value: value, expected: expected)) {
        try read(configuration([String(path.dropFirst(7)): node]))
      }
    }
    #expect(
      throws: CheckpointError.configuration(
        .wrongKind(path: "policy.n_groups", expected: "an integer", found: "text"))
    ) { try read(configuration(["n_groups": .string("8")])) }
  }

  @Test func refusesNumbersThatCannotBe() {
    expect(.outOfRange(path: "horizon", value: 6, expected: "a multiple of 4", flag: .horizon)) {
      try read(configuration(), PolicyOverrides(horizon: 6))
    }
    for value in [0, -1, Int.max, CheckpointLimits.policyExtent + 1] {
      let expected = "1...\(CheckpointLimits.policyExtent)"
      expect(.outOfRange(path: "policy.horizon", value: value, expected: expected, flag: .horizon)) {
        try read(configuration(["horizon": .integer(value)]))
      }
    }
    expect(
      .outOfRange(path: "policy.n_groups", value: 7, expected: "a divisor of every width", flag: .groups)
    ) {
      try read(configuration(), PolicyOverrides(groups: 7))
    }
    expect(
      .outOfRange(
        path: "policy.num_inference_steps", value: 101, expected: "at most the 100 steps of training",
        flag: .inferenceSteps)
    ) { try read(configuration(), PolicyOverrides(inferenceSteps: 101)) }
  }

  @Test func boundsTheWorkBeforeItStarts() throws {
    let cases: [(PolicyOverrides, String, Int, Int, PolicyFlag)] = [
      (PolicyOverrides(horizon: 1 << 20), "horizon", 1 << 20, CheckpointLimits.horizon, .horizon),
      (
        PolicyOverrides(pointCount: 1 << 20), "points of point_cloud", 1 << 20, CheckpointLimits.pointCount,
        .pointCount
      ),
      (
        PolicyOverrides(robotPointCount: 1 << 20), "points of imagin_robot", 1 << 20, CheckpointLimits.pointCount,
        .robotPointCount
      ),
    ]
    for (flags, path, value, limit, flag) in cases {
      expect(.outOfRange(path: path, value: value, expected: "at most \(limit)", flag: flag)) {
        try read(configuration(), flags)
      }
    }
    // What each extent allows by itself may be too much together.
    var wide = Self.policy
    wide.downDims = [1024, 2048, 4096]
    let shapes = shapes(wide)
    let configured = configuration(["down_dims": .list([.integer(1024), .integer(2048), .integer(4096)])])
    #expect(try read(configured, PolicyOverrides(horizon: 256), shapes: shapes).horizon == 256)
    #expect {
      try read(configured, PolicyOverrides(horizon: 4096), shapes: shapes)
    } throws: { error in
      guard case CheckpointError.policy(.outOfRange("bytes of the policy's golden record", let value, _, nil)) = error
      else { return false }
      // 4,096 rows of at least 14 records of 1,024 channels, in float32.
      return value > 14 * 4096 * 1024 * 4
    }
  }

  @Test func boundsTheCalls() {
    let scheduler = ConfigurationNode.dictionary([
      Entry(key: "num_train_timesteps", value: .integer(4000)), Entry(key: "prediction_type", value: .string("sample")),
    ])
    expect(
      .outOfRange(
        path: "policy.num_inference_steps", value: 1001, expected: "at most the 1000 calls of a policy file",
        flag: .inferenceSteps)
    ) {
      try read(configuration(["noise_scheduler": scheduler]), PolicyOverrides(inferenceSteps: 1001))
    }
  }

  @Test func refusesOtherTensors() {  // T09
    var shapes = shapes(Self.policy)
    for name in ["model.var_est.0.weight", "teacher.x", "model_ema.x", "a._dummy_variable"] {
      shapes[name] = [3]
    }
    #expect(throws: Never.self) { try read(configuration(), shapes: shapes) }
    var more = shapes
    for index in 10..<25 { more["extra\(index)"] = [1] }
    expect(.unexpectedTensors((10..<21).map { "extra\($0)" })) { try read(configuration(), shapes: more) }
    var fewer = shapes
    fewer["model.final_conv.1.bias"] = nil
    fewer["normalizer.params_dict.action.offset"] = nil
    expect(.missingTensors(["model.final_conv.1.bias", "normalizer.params_dict.action.offset"])) {
      try read(configuration(), shapes: fewer)
    }
    expect(.missingTensors(["model.down_modules.0.0.blocks.0.block.0.weight"])) { try read(nil, shapes: [:]) }
    for (name, found) in [
      ("model.mid_modules.1.blocks.0.block.1.weight", [23]), ("model.final_conv.1.weight", [4, 8]),
    ] {
      var other = shapes
      let expected = shapes[name] ?? []
      other[name] = found
      expect(.shapeDiffers(name: name, expected: expected, found: found)) {
        try read(configuration(), shapes: other)
      }
    }
    var scale = shapes
    scale["normalizer.params_dict.agent_pos.scale"] = [8]
    expect(.shapeDiffers(name: "normalizer.params_dict.agent_pos.scale", expected: [9], found: [8])) {
      try read(configuration(), shapes: scale)
    }
    scale["normalizer.params_dict.agent_pos.scale"] = [1]
    expect(.shapeDiffers(name: "normalizer.params_dict.agent_pos.offset", expected: [1], found: [9])) {
      try read(configuration(), shapes: scale)
    }
  }

  /// One number serves all columns of a field, and fields that the network does not read may be of any shape.
  @Test func readsNormalizersOfOneNumberAndIgnoresOtherFields() throws {
    for shape in [[1], []] {
      var shapes = shapes(Self.policy)
      for part in ["scale", "offset"] {
        for field in ["action", "agent_pos", "point_cloud"] {
          shapes["normalizer.params_dict.\(field).\(part)"] = shape
        }
        shapes["normalizer.params_dict.image.\(part)"] = [3, 84, 84]
        // Known to the normaliser, but not among the observations.
        shapes["normalizer.params_dict.imagin_robot.\(part)"] = [7]
      }
      #expect(try read(configuration(), shapes: shapes) == Self.policy)
    }
  }

  @Test func survivesAbsurdShapes() {
    for name in shapes(Self.policy).keys.sorted() {
      for shape in [
        [], [0], [Int.max], [Int.max, Int.max], [1 << 40, 0, 3], [-1, -1, -1], [Int.max, Int.max, Int.max],
      ] {
        var edited = shapes(Self.policy)
        guard !name.hasSuffix("_dummy_variable"), !name.contains("input_stats") else { continue }
        edited[name] = shape
        #expect(throws: CheckpointError.self) { try read(nil, Self.flags, shapes: edited) }
      }
    }
  }

  @Test func readsSchedules() throws {
    func schedule(_ name: String, _ prediction: String = "epsilon") -> ConfigurationNode {
      configuration([
        "noise_scheduler": .dictionary([
          Entry(key: "num_train_timesteps", value: .integer(50)),
          Entry(key: "beta_start", value: .real(0.001)),
          Entry(key: "beta_end", value: .real(0.02)), Entry(key: "beta_schedule", value: .string(name)),
          Entry(key: "clip_sample", value: .boolean(false)),
          Entry(key: "set_alpha_to_one", value: .boolean(false)),
          Entry(key: "steps_offset", value: .integer(1)),
          Entry(key: "prediction_type", value: .string(prediction)),
        ])
      ])
    }
    #expect(
      try read(schedule("linear")).scheduler
        == .with {
          ($0.trainSteps, $0.betas, $0.clip) = (50, .linear(start: 0.001, end: 0.02), .infinity)
          ($0.setsAlphaToOne, $0.stepsOffset, $0.prediction) = (false, 1, .epsilon)
        })
    #expect(try read(schedule("scaled_linear")).scheduler.betas == .scaledLinear(start: 0.001, end: 0.02))
    expect(
      .unsupported(
        path: "policy.noise_scheduler.beta_schedule", value: "sigmoid",
        expected: "squaredcos_cap_v2, linear or scaled_linear")
    ) { try read(schedule("sigmoid")) }
    expect(
      .unsupported(
        path: "policy.noise_scheduler.prediction_type", value: "flow", expected: "sample or epsilon or v_prediction")
    ) { try read(schedule("linear", "flow")) }
    expect(.missing([.init(path: "policy.noise_scheduler.prediction_type", flag: .prediction)])) {
      try read(configuration(["noise_scheduler": .null]))
    }
  }

  @Test func studentsCallOnce() throws {
    for family in [Family.sdm, .manicm] {
      #expect(try read(configuration(), family: family).inferenceSteps == 1)
    }
    #expect(try read(configuration(), family: .dp3).inferenceSteps == 10)
  }
}

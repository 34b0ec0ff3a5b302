import EdgeRuntime

extension PolicyDescription {
  /// Describes the policy in a checkpoint's state dict and checks that all its sources agree.
  ///
  /// Tensors say what they can: widths, levels, kernel, window. The configuration, or `overrides` in its place, says
  /// the rest; without a configuration the flags must.
  ///
  /// - Parameters:
  ///   - configuration: The checkpoint's configuration, if it has one.
  ///   - changes: What the user changed of it; each must change the policy.
  ///   - family: The method.
  ///   - overrides: What the user says.
  ///   - shapes: The state dict's tensors (`Checkpoint.shapes(in:)`).
  ///   - notes: Told what was assumed and what is not known.
  public init(
    configuration: ConfigurationNode?, changes: [ConfigurationChange] = [], family: Family,
    overrides: PolicyOverrides = PolicyOverrides(), shapes: [String: [Int]], notes: inout PolicyNotes
  ) throws(CheckpointError) {
    let table = SettingTable.of(family, shapes)
    if let configuration { try Self.review(configuration, table, in: &notes) }
    var settings = PolicySettings(root: configuration)
    let scheduler = try ConfiguredScheduler(&settings, family: family, overrides: overrides, notes: &notes)
    let facts = try TensorFacts(shapes, .of(family), toldTimes: scheduler.description.toldTimes)
    let expectedBlocks = family == .simpleDP3 ? 1 : 2
    guard facts.blocksPerLevel == expectedBlocks else {
      throw .policy(
        .familyDiffers(family: family, expectedBlocks: expectedBlocks, foundBlocks: facts.blocksPerLevel))
    }
    let network = LowDimEncoder.isIn(shapes) ? "policy.model" : "policy"
    try Self.checkWidths(settings, facts, at: network)
    if let configuration {
      try ChangeReview(configuration, table, scheduler: scheduler).check(changes)
    }
    if let configuration, let place = scheduler.place {
      var review = SettingReview(configuration)
      try review.review(scheduler.table, at: place)
      notes.unknownSettings += review.unknown
    }
    let encoder = try EncoderDescription(shapes, family: family, settings: &settings, overrides: overrides)
    let width = encoder.encoder.featureWidth
    self.init(
      family: family,
      horizon: try settings.number(
        ["policy.horizon", "horizon"], override: overrides.horizon, tensors: nil, flag: .horizon),
      observationSteps: try Self.observationSteps(&settings, overrides, facts, featureWidth: width),
      actionSteps: try settings.number(
        ["policy.n_action_steps", "n_action_steps"], override: overrides.actionSteps, tensors: nil,
        flag: .actionSteps),
      actionWidth: try Self.actionWidth(settings, facts, featureWidth: width), encoder: encoder,
      downDims: facts.downDims, blocksPerLevel: facts.blocksPerLevel, kernelSize: facts.kernelSize,
      groups: try settings.number(
        [network + ".n_groups"], override: overrides.groups, tensors: nil, flag: .groups),
      stepEmbeddingWidth: facts.stepEmbeddingWidth, scheduler: scheduler.description,
      inferenceSteps: try Self.inferenceSteps(&settings, overrides, scheduler.description, family))
    guard settings.missing.isEmpty else { throw .policy(.missing(settings.missing)) }
    (conditioning, scalesChannels) = (facts.conditioning, facts.scalesChannels)
    try readConditioning(settings, notes: &notes)
    try checkWork()
    try checkSense()
    try PolicyTensors.check(shapes, of: self)
  }

  /// Holds the policy's settings and the shapes against the tables; schedulers are, where they are used.
  private static func review(
    _ configuration: ConfigurationNode, _ table: SettingTable, in notes: inout PolicyNotes
  ) throws(CheckpointError) {
    var review = SettingReview(configuration)
    try review.review(table, at: table.place)
    for place in PolicySettings.shapePlaces {
      guard case .dictionary? = try configuration.value(at: place) else { continue }
      try review.review(table.shapes, at: place)
      break
    }
    notes.unknownSettings += review.unknown
  }

  private static func observationSteps(
    _ settings: inout PolicySettings, _ overrides: PolicyOverrides, _ facts: TensorFacts, featureWidth width: Int
  ) throws(CheckpointError) -> Int {
    var found: Int?
    if facts.conditioning == .global {
      found = facts.observationSteps(ofWidth: width)
      guard found != nil else {
        throw .policy(
          .outOfRange(
            path: "width of the first block's condition", value: facts.conditionWidth,
            expected: "\(facts.embeddedWidth) and a multiple of \(width)", flag: nil))
      }
    }
    return try settings.number(
      ["policy.n_obs_steps", "n_obs_steps"], override: overrides.observationSteps, tensors: found,
      flag: .observationSteps)
  }

  /// What the network samples, less the features where it samples them too.
  private static func actionWidth(
    _ settings: PolicySettings, _ facts: TensorFacts, featureWidth: Int
  ) throws(CheckpointError) -> Int {
    let width = facts.sampleWidth - (facts.conditioning == .inpainting ? featureWidth : 0)
    guard width > 0 else {
      throw .policy(
        .outOfRange(
          path: "channels of the first convolution", value: facts.sampleWidth,
          expected: "more than the \(featureWidth) of the observations", flag: nil))
    }
    try settings.agreeOnColumns(of: "action", with: width)
    try settings.agree("policy.action_dim", with: [width]) { () throws(CheckpointError) in
      try settings.integer(["policy.action_dim"]).map { [$0] }
    }
    return width
  }

  /// Network calls as often as configured; students call once where nothing is said, and so does a flow.
  private static func inferenceSteps(
    _ settings: inout PolicySettings, _ overrides: PolicyOverrides, _ scheduler: SchedulerDescription, _ family: Family
  ) throws(CheckpointError) -> Int {
    let (path, usual): (String, Int?)
    switch scheduler.method {
    case .ddim: (path, usual) = ("policy.num_inference_steps", family == .lerobot ? scheduler.trainSteps : nil)
    case .ddpm: (path, usual) = ("policy.num_inference_steps", scheduler.trainSteps)
    case .lcm: (path, usual) = ("policy.num_inference_timesteps", 1)
    case .euler: (path, usual) = (SettingTable.flow.place + ".num_inference_step", 1)
    case .edm, .ctm: return scheduler.karrasCalls
    }
    if let usual, overrides.inferenceSteps == nil, try settings.integer([path]) == nil { return usual }
    return try settings.number([path], override: overrides.inferenceSteps, tensors: nil, flag: .inferenceSteps)
  }

  private static func checkWidths(
    _ settings: PolicySettings, _ facts: TensorFacts, at place: String
  ) throws(CheckpointError) {
    func agree(_ name: String, _ found: Int) throws(CheckpointError) {
      let path = "\(place).\(name)"
      try settings.agree(path, with: [found]) { () throws(CheckpointError) in
        try settings.integer([path]).map { [$0] }
      }
    }
    try settings.agree(place + ".down_dims", with: facts.downDims) { () throws(CheckpointError) in
      try settings.integers([place + ".down_dims"])
    }
    try agree("kernel_size", facts.kernelSize)
    try agree("diffusion_step_embed_dim", facts.stepEmbeddingWidth)
    try agree("input_dim", facts.sampleWidth)
  }

  /// Checks what numbers must be to one another.
  private func checkSense() throws(CheckpointError) {
    let halvings = 1 << (downDims.count - 1)
    guard horizon % halvings == 0 else {
      throw .policy(
        .outOfRange(path: "horizon", value: horizon, expected: "a multiple of \(halvings)", flag: .horizon))
    }
    guard firstReturnedRow < horizon else {
      throw .policy(
        .outOfRange(
          path: "horizon", value: horizon, expected: "more than \(firstReturnedRow), the first row that is returned",
          flag: .horizon))
    }
    guard observationSteps <= horizon || firstReturned == .first else {
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
    let limit = [.euler, .edm, .ctm].contains(scheduler.method) ? FormatLimits.samplerRowCount : scheduler.trainSteps
    guard inferenceSteps <= limit else {
      throw .policy(
        .outOfRange(
          path: "policy.num_inference_steps", value: inferenceSteps,
          expected: "at most the \(limit) steps of training", flag: .inferenceSteps))
    }
    guard inferenceSteps <= FormatLimits.samplerRowCount else {
      throw .policy(
        .outOfRange(
          path: "policy.num_inference_steps", value: inferenceSteps,
          expected: "at most the \(FormatLimits.samplerRowCount) calls of a policy file", flag: .inferenceSteps))
    }
  }

  /// Bounds the work before it starts: by what no tensor tells, and by the golden record that the file will hold.
  private func checkWork() throws(CheckpointError) {
    func check(_ path: String, _ value: Int, atMost limit: Int, _ flag: PolicyFlag) throws(CheckpointError) {
      guard value <= limit else {
        throw .policy(.outOfRange(path: path, value: value, expected: "at most \(limit)", flag: flag))
      }
    }
    try check("horizon", horizon, atMost: CheckpointLimits.horizon, .horizon)
    try policyEncoder.checkWork()
    let limit = Int(FormatLimits.goldenByteCount)
    guard goldenByteCount <= limit else {
      throw .policy(
        .outOfRange(
          path: "bytes of the policy's golden record", value: goldenByteCount,
          expected: "at most \(limit): fewer points, calls, or rows of the horizon", flag: nil))
    }
  }
}

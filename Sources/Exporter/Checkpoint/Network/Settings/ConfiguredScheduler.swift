import EdgeRuntime

/// Where a policy's scheduler is configured, and what was found there.
struct ConfiguredScheduler {
  /// What the policy samples with.
  private(set) var description: SchedulerDescription
  /// The section that tells it; nil where there is none.
  let place: String?
  /// The table of the section's keys.
  let table: SettingTable

  /// Finds and reads the scheduler of a policy of `family`.
  ///
  /// Students sample with `policy.scheduler`, everyone else with `policy.noise_scheduler`; a sampler that the user asks
  /// for takes the section that is its own.
  init(
    _ settings: inout PolicySettings, family: Family, overrides: PolicyOverrides, notes: inout PolicyNotes
  ) throws(CheckpointError) {
    if family != .consistencyPolicy {
      if overrides.bins != nil { throw .policy(.unusedFlag("--bins", by: family.name)) }
      if overrides.solver != nil { throw .policy(.unusedFlag("--solver", by: family.name)) }
    }
    if family.scheduler == .euler {
      (place, table) = (SettingTable.flow.place, .flow)
      description = try Self.flow(settings, overrides)
      return
    }
    if family == .consistencyPolicy {
      (place, table) = (try settings.hasSection(Self.karrasPlace) ? Self.karrasPlace : nil, .karras)
      description = try Self.karras(settings, overrides)
      return
    }
    if family == .lerobot {
      (place, table) = (nil, .lerobot)
      let configured = try Self.lerobotMethod(settings)
      guard overrides.sampler != .lcm else { throw .policy(.samplerOfOtherFamily(.lcm, family: family)) }
      description = SchedulerDescription(overrides.sampler ?? configured)
      try read(configured, at: "policy", &settings, overrides, &notes)
      return
    }
    if let asked = overrides.sampler, [.euler, .edm, .ctm].contains(asked) {
      throw .policy(.samplerOfOtherFamily(asked, family: family))
    }
    let wantsConsistency = (overrides.sampler ?? family.scheduler) == .lcm
    let own = wantsConsistency ? "policy.scheduler" : "policy.noise_scheduler"
    var section: String?
    for place in [own, "policy.noise_scheduler"] where section == nil {
      if try settings.hasSection(place) { section = place }
    }
    guard let section else {
      (place, table) = (nil, .ddim)
      description = SchedulerDescription(overrides.sampler ?? family.scheduler)
      try read(nil, at: own, &settings, overrides, &notes)
      return
    }
    let configured = try Self.method(settings, section, asked: overrides.sampler)
    place = section
    table = .of(configured)
    let isStudents = section == "policy.noise_scheduler" && wantsConsistency
    description = SchedulerDescription(overrides.sampler ?? (isStudents ? .lcm : configured))
    if isStudents && overrides.sampler == nil {
      notes.assumptions.append("LCM on the schedule of policy.noise_scheduler")
    }
    try read(configured, at: section, &settings, overrides, &notes)
  }

  /// The method of the section's class; the one that the user asks for goes before a class that is not known.
  private static func method(
    _ settings: PolicySettings, _ section: String, asked: SchedulerDescription.Method?
  ) throws(CheckpointError) -> SchedulerDescription.Method {
    let path = section + "._target_"
    guard let target = try settings.text(path) else {
      return section == "policy.scheduler" ? .lcm : .ddim
    }
    switch target.split(separator: ".").last {
    case "DDIMScheduler": return .ddim
    case "DDPMScheduler": return .ddpm
    case "LCMScheduler": return .lcm
    default:
      if let asked { return asked }
      throw .policy(
        .unsupported(
          path: path, value: target,
          expected: "DDIMScheduler, DDPMScheduler or LCMScheduler (--sampler ddim takes another than it was made for)"))
    }
  }

  /// The class that LeRobot makes its scheduler of.
  private static func lerobotMethod(_ settings: PolicySettings) throws(CheckpointError) -> SchedulerDescription.Method {
    let path = "policy.noise_scheduler_type"
    switch try settings.text(path) {
    case "DDPM", nil: return .ddpm
    case "DDIM": return .ddim
    case .some(let name): throw .policy(.unsupported(path: path, value: name, expected: "DDPM or DDIM"))
    }
  }

  private static func flow(
    _ settings: PolicySettings, _ overrides: PolicyOverrides
  ) throws(CheckpointError) -> SchedulerDescription {
    guard overrides.sampler == nil || overrides.sampler == .euler else {
      throw .policy(.samplerOfOtherFamily(overrides.sampler ?? .euler, family: .flowPolicy))
    }
    var description = SchedulerDescription(.euler)
    let path = SettingTable.flow.place + ".eps"
    if let start = try settings.real(path) {
      guard (0..<1).contains(start) else {
        throw .policy(.unsupported(path: path, value: "\(start)", expected: "0 <= eps < 1"))
      }
      description.flowStart = start
    }
    return description
  }

  /// Fills `description` from the section of class `configured`, or where there is no section from the flags alone.
  private mutating func read(
    _ configured: SchedulerDescription.Method?, at place: String, _ settings: inout PolicySettings,
    _ overrides: PolicyOverrides, _ notes: inout PolicyNotes
  ) throws(CheckpointError) {
    // diffusers' defaults, by class; without a section those that are published.
    if configured != nil { description.trainSteps = 1000 }
    let trainSteps = try settings.integer([place + ".num_train_timesteps"])
    if let steps = overrides.trainSteps ?? trainSteps {
      description.trainSteps = steps
    } else if configured == nil {
      notes.assumptions.append("\(description.trainSteps) training steps (--train-steps N)")
    }
    guard (1...100_000).contains(description.trainSteps) else {
      throw .policy(
        .outOfRange(
          path: place + ".num_train_timesteps", value: description.trainSteps, expected: "1...100000", flag: nil))
    }
    description.betas = try betas(configured, settings, place, overrides, &notes)
    description.clip = try clip(configured, settings, place, &notes)
    try readPrediction(configured, &settings, place, overrides)
    guard configured != nil else { return }
    try readTimesteps(settings, place)
    try readSteps(settings, place)
  }

  private func betas(
    _ configured: SchedulerDescription.Method?, _ settings: PolicySettings, _ place: String,
    _ overrides: PolicyOverrides, _ notes: inout PolicyNotes
  ) throws(CheckpointError) -> SchedulerDescription.Betas {
    if configured != nil, overrides.betaSchedule == nil, let trained = try trainedBetas(settings, place) {
      return trained
    }
    let isLCM = configured == .lcm
    let configuredName = try settings.text(place + ".beta_schedule")
    let said = overrides.betaSchedule ?? configuredName
    if said == nil && configured == nil { notes.assumptions.append("squaredcos_cap_v2 (--beta-schedule NAME)") }
    let name = said ?? (configured == nil ? "squaredcos_cap_v2" : isLCM ? "scaled_linear" : "linear")
    let configuredEnds = (try settings.real(place + ".beta_start"), try settings.real(place + ".beta_end"))
    let start = overrides.betaStart ?? configuredEnds.0 ?? (isLCM ? 0.00085 : 0.0001)
    let end = overrides.betaEnd ?? configuredEnds.1 ?? (isLCM ? 0.012 : 0.02)
    guard start > 0, end < 1, start <= end else {
      throw .policy(
        .unsupported(path: place + ".beta_start", value: "\(start)", expected: "0 < beta_start <= beta_end < 1"))
    }
    switch name {
    case "squaredcos_cap_v2": return .squaredCosine
    case "linear": return .linear(start: start, end: end)
    case "scaled_linear": return .scaledLinear(start: start, end: end)
    default:
      throw .policy(
        .unsupported(
          path: place + ".beta_schedule", value: name, expected: "squaredcos_cap_v2, linear or scaled_linear"))
    }
  }

  private func trainedBetas(
    _ settings: PolicySettings, _ place: String
  ) throws(CheckpointError) -> SchedulerDescription.Betas? {
    let path = place + ".trained_betas"
    guard let values = try settings.reals(path, limit: 100_000) else { return nil }
    guard values.count == description.trainSteps, values.allSatisfy({ $0 >= 0 && $0 < 1 }) else {
      throw .policy(
        .unsupported(
          path: path, value: "\(values.count) numbers",
          expected: "\(description.trainSteps) numbers from 0 to below 1, one for each of num_train_timesteps"))
    }
    return .trained(values.map { Float($0) })
  }

  private func clip(
    _ configured: SchedulerDescription.Method?, _ settings: PolicySettings, _ place: String,
    _ notes: inout PolicyNotes
  ) throws(CheckpointError) -> Float {
    guard let clips = try settings.boolean(place + ".clip_sample") ?? (configured.map { $0 != .lcm }) else {
      notes.assumptions.append("clip ±1 (--no-clip)")
      return 1
    }
    let path = place + ".clip_sample_range"
    let range = try settings.real(path) ?? 1
    guard range > 0, Float(range).isFinite else {
      throw .policy(.unsupported(path: path, value: "\(range)", expected: "a positive number"))
    }
    return clips ? Float(range) : .infinity
  }

  private mutating func readPrediction(
    _ configured: SchedulerDescription.Method?, _ settings: inout PolicySettings, _ place: String,
    _ overrides: PolicyOverrides
  ) throws(CheckpointError) {
    let path = place + ".prediction_type"
    if let said = overrides.prediction {
      description.prediction = said
    } else if let name = try settings.text(path) ?? (configured == nil ? nil : "epsilon") {
      description.prediction = try Self.choice(name, path)
    } else {
      settings.miss(path, .prediction)
    }
  }

  private mutating func readTimesteps(_ settings: PolicySettings, _ place: String) throws(CheckpointError) {
    description.rescalesToZeroSNR = try settings.boolean(place + ".rescale_betas_zero_snr") ?? false
    if description.method == .lcm { return try readDistillation(settings, place) }
    description.setsAlphaToOne = try settings.boolean(place + ".set_alpha_to_one") ?? true
    description.stepsOffset = try settings.integer([place + ".steps_offset"]) ?? 0
    guard (0..<description.trainSteps).contains(description.stepsOffset) else {
      throw .policy(
        .outOfRange(
          path: place + ".steps_offset", value: description.stepsOffset, expected: "0..<\(description.trainSteps)",
          flag: nil))
    }
    if let name = try settings.text(place + ".timestep_spacing") {
      description.spacing = try Self.choice(name, place + ".timestep_spacing")
    }
  }

  private mutating func readDistillation(_ settings: PolicySettings, _ place: String) throws(CheckpointError) {
    if let steps = try settings.integer([place + ".original_inference_steps"]) {
      description.originalInferenceSteps = steps
    }
    guard (1...100_000).contains(description.originalInferenceSteps) else {
      throw .policy(
        .outOfRange(
          path: place + ".original_inference_steps", value: description.originalInferenceSteps,
          expected: "1...\(description.trainSteps)", flag: nil))
    }
    if let scaling = try settings.real(place + ".timestep_scaling") {
      guard scaling > 0, scaling < 1e6 else {
        throw .policy(
          .unsupported(path: place + ".timestep_scaling", value: "\(scaling)", expected: "a positive number"))
      }
      description.timestepScaling = scaling
    }
  }

  /// What the scheduler's step is told, partly by the policy.
  private mutating func readSteps(_ settings: PolicySettings, _ place: String) throws(CheckpointError) {
    if description.method == .ddpm, let name = try settings.text(place + ".variance_type") {
      description.variance = try Self.choice(name, place + ".variance_type")
    }
    guard description.method == .ddim else { return }
    description.eta = try settings.real("policy.eta") ?? 0
    guard (0...1).contains(description.eta) else {
      throw .policy(.unsupported(path: "policy.eta", value: "\(description.eta)", expected: "0 to 1"))
    }
    description.usesClippedOutput = try settings.boolean("policy.use_clipped_model_output") ?? false
  }

  /// A name of one of several values.
  static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, _ path: String
  ) throws(CheckpointError) -> Choice {
    guard let choice = Choice(rawValue: name) else {
      let names = Choice.allCases.map(\.rawValue)
      throw .policy(.unsupported(path: path, value: name, expected: names.joined(separator: " or ")))
    }
    return choice
  }
}

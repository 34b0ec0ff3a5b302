import EdgeRuntime

extension ScheduleDescription {
  /// The noise schedule of a configuration; the published one where there is no configuration.
  init(_ settings: PolicySettings, family: Family) throws(CheckpointError) {
    self.init()
    guard settings.root != nil, family != .flowPolicy else { return }
    // Students sample with their own scheduler, where the configuration has one.
    let isStudent = family == .sdm || family == .manicm
    let own = isStudent ? try settings.integer(["policy.scheduler.num_train_timesteps"]) : nil
    let path = own == nil ? "policy.noise_scheduler" : "policy.scheduler"
    guard let steps = try settings.integer([path + ".num_train_timesteps"]) else {
      throw .policy(.missingSetting(path: path + ".num_train_timesteps"))
    }
    guard (1...100_000).contains(steps) else {
      throw .policy(
        .outOfRange(path: path + ".num_train_timesteps", value: steps, expected: "1...100000", flag: nil))
    }
    trainSteps = steps
    betas = try Self.betas(settings, path)
    clipsSample = try settings.boolean(path + ".clip_sample") ?? true
    setsAlphaToOne = try settings.boolean(path + ".set_alpha_to_one") ?? true
    stepsOffset = try settings.integer([path + ".steps_offset"]) ?? 0
    guard (0..<steps).contains(stepsOffset) else {
      throw .policy(
        .outOfRange(path: path + ".steps_offset", value: stepsOffset, expected: "0..<\(steps)", flag: nil))
    }
    switch try settings.text(path + ".prediction_type") ?? "epsilon" {
    case "sample": prediction = .sample
    case "epsilon": prediction = .epsilon
    case let other:
      throw .policy(
        .unsupported(path: path + ".prediction_type", value: other, expected: "sample or epsilon"))
    }
  }

  private static func betas(_ settings: PolicySettings, _ path: String) throws(CheckpointError) -> Betas {
    let start = try settings.real(path + ".beta_start") ?? 0.0001
    let end = try settings.real(path + ".beta_end") ?? 0.02
    let name = try settings.text(path + ".beta_schedule") ?? "linear"
    guard start > 0, end < 1, start <= end else {
      throw .policy(
        .unsupported(
          path: path + ".beta_start", value: "\(start)", expected: "0 < beta_start <= beta_end < 1"))
    }
    switch name {
    case "squaredcos_cap_v2": return .squaredCosine
    case "linear": return .linear(start: start, end: end)
    case "scaled_linear": return .scaledLinear(start: start, end: end)
    default:
      throw .policy(
        .unsupported(
          path: path + ".beta_schedule", value: name, expected: "squaredcos_cap_v2, linear or scaled_linear"))
    }
  }
}

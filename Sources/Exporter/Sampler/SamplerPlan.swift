import EdgeRuntime

/// Which sampler a policy gets: the family's own, or what the user chose.
///
/// - SDM and ManiCM: one call at the last timestep of the schedule (99), followed by the consistency
///   scalings; that is their repositories' only one-call path. SDM trains its generator at 100, which may be
///   asked for. Several steps are DDIM, as their repositories' evaluation runs it.
/// - DP3 and its simple form: the configured number of DDIM steps. A timestep makes it a single consistency
///   call there instead, a baseline that costs nothing to try; one step without a timestep is DDIM at
///   timestep 0.
/// - FlowPolicy: one Euler step.
///
/// **DDIM dialect.** `.textbook` is the default for every family. A checkpoint does not say which release of
/// diffusers its scores were measured with: DP3 pins 0.11.1 (`.legacy`), while ManiCM and SDM need 0.22 or
/// later (`.textbook`) and measured their DP3 teachers with that. The textbook step is what the formula means
/// and what every current installation computes; to reproduce a score measured under the old pin, ask for
/// `.legacy`.
public enum SamplerPlan: Equatable, Sendable {
  /// Several DDIM steps, η = 0, timesteps spaced `leading`.
  case ddim(steps: Int, dialect: SamplerOptions.DDIMDialect, clips: Bool)
  /// A single call at a timestep.
  case oneCall(timestep: Float, style: SamplerOptions.OneCallStyle, clips: Bool)
  /// Euler steps along a learned velocity.
  case euler(steps: Int)

  /// Chooses the sampler of a policy.
  public init(for description: PolicyDescription, options: SamplerOptions) throws(SamplerError) {
    if let steps = options.steps, steps < 1 { throw .tooFewSteps(steps: steps) }
    let schedule = description.schedule
    switch description.family {
    case .sdm, .manicm:
      // Students are made for one call; more steps run the sampler of their teacher on them.
      self =
        (options.steps ?? 1) > 1
        ? try .manyCalls(for: description, options)
        : try .oneCall(options.timestep ?? Float(schedule.trainSteps - 1), options, schedule)
    case .dp3, .simpleDP3:
      let asksForOneCall = options.timestep != nil && (options.steps ?? 1) == 1
      self =
        asksForOneCall
        ? try .oneCall(options.timestep ?? 0, options, schedule)
        : try .manyCalls(for: description, options)
    case .flowPolicy:
      if options.timestep != nil { throw .timestepNotChosen(family: .flowPolicy) }
      if options.ddim != nil { throw .dialectWithoutDDIM }
      self = .euler(steps: options.steps ?? 1)
    }
  }

  /// DDIM, its steps checked.
  private static func manyCalls(
    for description: PolicyDescription, _ options: SamplerOptions
  ) throws(SamplerError) -> SamplerPlan {
    let schedule = description.schedule
    let steps = options.steps ?? description.inferenceSteps
    if options.timestep != nil { throw .timestepWithSeveralSteps(steps: steps) }
    if steps < 1 { throw .tooFewSteps(steps: steps) }
    if steps > schedule.trainSteps { throw .tooManySteps(steps: steps, trainSteps: schedule.trainSteps) }
    return .ddim(
      steps: steps, dialect: options.ddim ?? .textbook, clips: schedule.clipsSample && options.clips)
  }

  /// A single call, its timestep checked.
  private static func oneCall(
    _ timestep: Float, _ options: SamplerOptions, _ schedule: ScheduleDescription
  ) throws(SamplerError) -> SamplerPlan {
    if options.ddim != nil { throw .dialectWithoutDDIM }
    guard timestep >= 0, timestep <= Float(schedule.trainSteps) else {
      throw .timestepOutOfRange(timestep: timestep, trainSteps: schedule.trainSteps)
    }
    if options.oneCall == .consistency, timestep == 0 { throw .timestepGivesNoise }
    return .oneCall(
      timestep: timestep, style: options.oneCall, clips: schedule.clipsSample && options.clips)
  }

  /// A line for people, such as "10 DDIM steps, textbook dialect, t = 90…0, clip ±1".
  public func summary(schedule: ScheduleDescription) -> String {
    switch self {
    case .ddim(let steps, let dialect, let clips):
      let last = schedule.stepsOffset
      let first = (steps - 1) * (schedule.trainSteps / steps) + last
      let times = steps == 1 ? "t = \(first)" : "t = \(first)…\(last)"
      return "\(steps) DDIM step\(steps == 1 ? "" : "s"), \(dialect.rawValue) dialect, \(times), "
        + SamplerPlan.clipText(clips)
    case .oneCall(let timestep, let style, let clips):
      let name = style == .consistency ? "1 consistency call" : "1 direct call"
      let whole = timestep.rounded() == timestep ? "\(Int(timestep))" : "\(timestep)"
      return "\(name), t = \(whole), \(SamplerPlan.clipText(clips))"
    case .euler(let steps):
      return "\(steps) Euler step\(steps == 1 ? "" : "s") of the velocity, no clip"
    }
  }

  private static func clipText(_ clips: Bool) -> String { clips ? "clip ±1" : "no clip" }
}

import EdgeRuntime

/// Which sampler a policy gets: its scheduler's own, or what the user chose.
///
/// - `ddim`, `ddpm`: the configured number of calls. A timestep makes it a single consistency call there
///   instead, a baseline that costs nothing to try; one step without a timestep is a call at timestep 0.
/// - `lcm` (SDM and ManiCM): the configured number of consistency calls, of which one is usual: at the last timestep of
///   the schedule (99), followed by the boundary scalings. SDM trains its generator at 100, which may be asked for.
/// - `euler`: FlowPolicy's Euler steps.
/// - `edm`, `ctm` (Consistency Policy): a teacher's steps from noise level to noise level; a student's call from the
///   highest to the lowest, and those of a chain that was asked for.
///
/// **Dialect.** `.textbook` is the default. A checkpoint does not say which release of diffusers its scores were
/// measured with: DP3 pins 0.11.1 (`.legacy`), while ManiCM and SDM need 0.22 or later (`.textbook`) and measured their
/// DP3 teachers with that. The textbook step is what the formula means and what every current installation computes; to
/// reproduce a score measured under the old pin, ask for `.legacy`.
public struct SamplerPlan: Equatable, Sendable {
  /// The rule that leads from one call to the next.
  public enum Rule: Equatable, Sendable {
    /// The scheduler's step.
    case scheduler
    /// DDIM's or DDPM's step in the dialect before diffusers 0.15.
    case legacy
    /// A single call at a timestep that the user chose.
    case oneCall(SamplerOptions.OneCallStyle)
  }

  /// What steps.
  public var rule: Rule
  /// The times that the network is told, in the order of the calls.
  public var timesteps: [Float]
  /// EDM and CTM: the noise level σ of each call.
  public var levels: [Float] = []
  /// The settings, with the user's choice about the clip.
  public var scheduler: SchedulerDescription

  init(rule: Rule = .scheduler, timesteps: [Float], scheduler: SchedulerDescription) {
    self.rule = rule
    self.timesteps = timesteps
    self.scheduler = scheduler
  }

  /// Chooses the sampler of a policy.
  public init(for description: PolicyDescription, options: SamplerOptions) throws(SamplerError) {
    scheduler = description.scheduler
    if !options.clips { scheduler.clip = .infinity }
    if let steps = options.steps, steps < 1 { throw .tooFewSteps(steps: steps) }
    if options.chain != nil, scheduler.method != .ctm { throw .samplerWithoutChain }
    let hasDialects = [.ddim, .ddpm].contains(scheduler.method) && options.timestep == nil
    if options.dialect != nil, !hasDialects { throw .samplerWithoutDialect }
    let steps = options.steps ?? description.inferenceSteps
    if let timestep = options.timestep {
      guard ![.euler, .edm, .ctm].contains(scheduler.method) else {
        throw .timestepNotChosen(family: description.family)
      }
      if let steps = options.steps, steps > 1 { throw .timestepWithSeveralSteps(steps: steps) }
      rule = .oneCall(options.oneCall)
      timesteps = [try Self.checked(timestep, of: scheduler, style: options.oneCall)]
      return
    }
    rule = options.dialect == .legacy ? .legacy : .scheduler
    switch scheduler.method {
    case .ddpm where rule == .legacy:
      timesteps = try TimestepGrid.legacyDDPM(steps: steps, of: scheduler).map(Float.init)
    case .ddim, .ddpm: timesteps = try TimestepGrid.diffusion(steps: steps, of: scheduler).map(Float.init)
    case .lcm: timesteps = try TimestepGrid.consistency(steps: steps, of: scheduler).map(Float.init)
    case .euler: timesteps = try Self.flowTimes(steps: steps, of: scheduler)
    case .edm, .ctm:
      guard options.steps == nil else { throw .stepsNotChosen(family: description.family) }
      levels = try Self.levels(of: scheduler, chain: options.chain)
      timesteps = levels.map(KarrasSchedule.time)
    }
  }

  /// The timestep that call `index` leads to, −1 after the last.
  func timestepBefore(_ index: Int) -> Int {
    if rule == .legacy { return Int(timesteps[index]) - 1 }
    return index == timesteps.count - 1 ? -1 : Int(timesteps[index + 1])
  }

  /// The noise levels that a teacher's or a student's calls start from.
  private static func levels(
    of scheduler: SchedulerDescription, chain: SamplerOptions.Chain?
  ) throws(SamplerError) -> [Float] {
    let schedule = KarrasSchedule(scheduler.karras)
    guard scheduler.method == .ctm else { return schedule.calls.map(\.level) }
    guard let chain else { return [schedule.highest] }
    guard let units = chain.units ?? scheduler.karras.chainUnits else { throw .chainWithoutUnits }
    let isBin = units == .bin
    let allowed = isBin ? 0...Float(scheduler.karras.bins - 1) : schedule.lowest...schedule.highest
    let limit = FormatLimits.samplerRowCount
    guard chain.values.count < limit else {
      throw .tooManySteps(steps: chain.values.count + 1, limit: limit, setting: "a policy file's most")
    }
    for value in chain.values where !allowed.contains(value) {
      throw .chainOutOfRange(value: value, allowed: allowed)
    }
    return [schedule.highest] + chain.values.map { isBin ? schedule.level($0) : $0 }
  }

  private static func checked(
    _ timestep: Float, of scheduler: SchedulerDescription, style: SamplerOptions.OneCallStyle
  ) throws(SamplerError) -> Float {
    let train = scheduler.trainSteps
    guard timestep >= 0, timestep <= Float(train) else {
      throw .timestepOutOfRange(timestep: timestep, trainSteps: train)
    }
    if style == .consistency, timestep == 0 { throw .timestepGivesNoise }
    if scheduler.prediction != .sample, timestep.rounded() != timestep || timestep >= Float(train) {
      throw .timestepOffSchedule(timestep: timestep, trainSteps: train)
    }
    return timestep
  }

  /// tᵢ = i/n · (1 − ε) + ε; the network is told 99 · tᵢ, multiplied in float32 as the policy's code does it.
  private static func flowTimes(
    steps: Int, of scheduler: SchedulerDescription
  ) throws(SamplerError) -> [Float] {
    guard steps >= 1 else { throw .tooFewSteps(steps: steps) }
    return (0..<steps).map { index in
      Float(Double(index) / Double(steps) * (1 - scheduler.flowStart) + scheduler.flowStart) * 99
    }
  }

  /// A line for people, such as "10 DDIM steps, textbook dialect, t = 90…0, clip ±1".
  public var summary: String {
    let count = timesteps.count
    let times = "t = " + Self.text(of: timesteps)
    let clip = scheduler.clip.isFinite ? "clip ±\(Self.text(of: scheduler.clip))" : "no clip"
    func counted(_ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }
    switch rule {
    case .oneCall(let style):
      return "1 \(style == .consistency ? "consistency" : "direct") call, \(times), \(clip)"
    case .legacy:
      let noise = scheduler.method == .ddpm ? ", noise after each" : ""
      return counted("\(scheduler.method.rawValue.uppercased()) step") + ", legacy dialect, \(times), \(clip)\(noise)"
    case .scheduler:
      switch scheduler.method {
      case .ddim:
        let noise = scheduler.eta > 0 ? ", noise (eta \(scheduler.eta))" : ""
        return counted("DDIM step") + ", textbook dialect, \(times), \(clip)\(noise)"
      case .ddpm: return counted("DDPM step") + ", \(times), \(clip), noise after each"
      case .lcm:
        return counted("consistency call") + ", \(times), \(clip)" + (count > 1 ? ", noise between them" : "")
      case .euler: return counted("Euler step") + " of the velocity, no clip"
      case .edm:
        let karras = scheduler.karras
        return "\(karras.solver.rawValue) steps over \(karras.bins) noise levels, \(counted("call")), "
          + "sigma = \(Self.text(of: levels)), \(clip)"
      case .ctm:
        let noise = count > 1 ? ", noise between them" : ""
        return counted("consistency trajectory call") + ", sigma = \(Self.text(of: levels)), \(clip)\(noise)"
      }
    }
  }

  /// All of a few times, the first and the last of many.
  private static func text(of times: [Float]) -> String {
    guard times.count > 4, let first = times.first, let last = times.last else {
      return times.map(text).joined(separator: ", ")
    }
    return "\(text(of: first))…\(text(of: last))"
  }

  private static func text(of number: Float) -> String {
    number.rounded() == number && abs(number) < 1e6 ? "\(Int(number))" : "\(number)"
  }
}

import EdgeRuntime

extension ConfiguredScheduler {
  /// The section that configures Consistency Policy's noise levels.
  static let karrasPlace = "policy.noise_scheduler"

  /// Reads Consistency Policy's scheduler: a student's where the policy's class or the scheduler's is one, else a
  /// teacher's.
  static func karras(
    _ settings: PolicySettings, _ overrides: PolicyOverrides
  ) throws(CheckpointError) -> SchedulerDescription {
    let method = try karrasMethod(settings, asked: overrides.sampler)
    try refuseUnused(overrides, method)
    var description = SchedulerDescription(method)
    description.karras = try karrasDescription(settings, overrides)
    if method == .edm {
      let limit = FormatLimits.samplerRowCount
      guard description.karrasCalls <= limit else {
        throw .policy(
          .outOfRange(
            path: "\(karrasPlace).bins", value: description.karras.bins,
            expected: "a number of levels between which the solver makes at most \(limit) calls", flag: .bins))
      }
    }
    return description
  }

  private static func karrasMethod(
    _ settings: PolicySettings, asked: SchedulerDescription.Method?
  ) throws(CheckpointError) -> SchedulerDescription.Method {
    let path = karrasPlace + "._target_"
    let policy = try settings.text("policy._target_")?.split(separator: ".").last
    var found = policy.map { $0.hasPrefix("CTM") ? SchedulerDescription.Method.ctm : .edm }
    if let target = try settings.text(path) {
      switch target.split(separator: ".").last {
      case "Karras_Scheduler": found = found ?? .edm
      case "CTM_Scheduler": found = found ?? .ctm
      default:
        throw .policy(.unsupported(path: path, value: target, expected: "Karras_Scheduler or CTM_Scheduler"))
      }
    }
    if let asked, asked != found ?? asked || ![.edm, .ctm].contains(asked) {
      throw .policy(.samplerOfOtherFamily(asked, family: .consistencyPolicy))
    }
    return asked ?? found ?? .ctm
  }

  /// Refuses what a user says to no effect.
  private static func refuseUnused(
    _ overrides: PolicyOverrides, _ method: SchedulerDescription.Method
  ) throws(CheckpointError) {
    let name = method == .edm ? "a teacher of consistency-policy" : "a student of consistency-policy"
    let others: [(flag: String, isGiven: Bool)] = [
      ("--prediction", overrides.prediction != nil), ("--train-steps", overrides.trainSteps != nil),
      ("--beta-schedule", overrides.betaSchedule != nil), ("--beta-start", overrides.betaStart != nil),
      ("--beta-end", overrides.betaEnd != nil), ("--solver", overrides.solver != nil && method == .ctm),
    ]
    for other in others where other.isGiven { throw .policy(.unusedFlag(other.flag, by: name)) }
  }

  private static func karrasDescription(
    _ settings: PolicySettings, _ overrides: PolicyOverrides
  ) throws(CheckpointError) -> KarrasDescription {
    var karras = KarrasDescription()
    func real(_ name: String, _ usual: Double, below limit: Double) throws(CheckpointError) -> Double {
      let path = "\(karrasPlace).\(name)"
      let value = try settings.real(path) ?? usual
      guard value > 1e-6, value < limit else {
        throw .policy(.unsupported(path: path, value: "\(value)", expected: "a number from 1e-6 to \(limit)"))
      }
      return value
    }
    karras.timeMax = try real("time_max", karras.timeMax, below: 1e6)
    karras.timeMin = try real("time_min", karras.timeMin, below: karras.timeMax)
    karras.rho = try real("rho", karras.rho, below: 1000)
    karras.dataStd = try real("data_std", karras.dataStd, below: 1e6)
    let bins = try settings.integer(["\(karrasPlace).bins"])
    karras.bins = overrides.bins ?? bins ?? karras.bins
    guard (2...100_000).contains(karras.bins) else {
      throw .policy(
        .outOfRange(path: "\(karrasPlace).bins", value: karras.bins, expected: "2...100000", flag: .bins))
    }
    let configured = try solver(settings)
    karras.solver = overrides.solver ?? configured ?? karras.solver
    if let name = try settings.text("\(karrasPlace).scaling") {
      karras.scaling = try choice(name, "\(karrasPlace).scaling")
    }
    karras.chainUnits = try chainUnits(settings)
    return karras
  }

  private static func solver(_ settings: PolicySettings) throws(CheckpointError) -> KarrasDescription.Solver? {
    let path = "\(karrasPlace).solver"
    switch try settings.text(path) {
    case nil: return nil
    case "first_order": return .euler
    case "second_order": return .heun
    case "second_order_corr":
      throw .policy(
        .randomAtEvaluation(
          path: path, value: "second_order_corr", what: "the trainer's code draws noise in each step",
          expected: "euler, heun, third or fourth (--solver NAME)"))
    case .some(let name): return try choice(name, path)
    }
  }

  /// What the configuration's own chain counts in: its tag is C for places in the schedule.
  private static func chainUnits(
    _ settings: PolicySettings
  ) throws(CheckpointError) -> KarrasDescription.ChainUnits? {
    guard case .list(let entries)? = try settings.root?.value(at: "policy.chaining_times"), let tag = entries.first
    else { return nil }
    return tag == .string("C") ? .bin : .sigma
  }
}

extension SchedulerDescription {
  /// Network calls of Consistency Policy: all of a teacher's steps, or a student's without a chain.
  var karrasCalls: Int {
    method == .ctm ? 1 : (karras.bins - 1) * KarrasSchedule.callsPerStep(of: karras.solver)
  }
}

import CPlatform
import CommandSupport
import EdgeRuntime

/// `edge-run bench`: steps against the clock and the machine's limits.
enum BenchCommand {
  static func run(_ arguments: ParsedArguments, output: Console, errors: Console) throws(Failure) {
    let options = try BenchOptions(arguments)
    let tree = try SystemTree.named(by: arguments)
    try Scheduling.apply(arguments)
    var loaded = try LoadedPolicy(arguments, makesManySteps: true, errors: errors)
    if options.byFrames {
      if let cost = loaded.policy.costOfFrameStep {
        loaded.cost = cost
      } else {
        errors.writeLine("edge-run: --frames: the program does not keep frames apart; each step encodes all")
      }
    }
    var runner = try StepRunner(loaded, byFrames: options.byFrames)
    try Scheduling.lockMemory(arguments)
    let meter = PowerMeter(tree)
    // The load before the run: after it, the run itself is in the average.
    let before = MachineState(tree)
    let wattsBefore = meter?.wattsNow()
    let measurement = try Measurement(&runner, options, meter)
    let board = BoardRecord(before: before, after: MachineState(tree), power: power(meter, before: wattsBefore))
    let probe = MachineProbe(kernels: loaded.policy.kernels, threadCount: loaded.policy.threadCount)
    let median = measurement.times.median
    let limits = limits(of: probe, for: loaded.cost, within: median)
    let report = BenchReport(
      loaded: loaded, measurement: measurement, warmUp: options.warmUp, byFrames: options.byFrames, limits: limits,
      meetingSeconds: probe.meetingSeconds(), board: board,
      warnings: Stability.warnings(measurement, before: before) + board.warnings
        + Stability.warnings(of: loaded.policy)
        + Stability.warnings(of: limits, for: loaded.cost, median: median))
    output.write(arguments.has("json") ? report.json + "\n" : report.text)
    for warning in loaded.policy.rangeWarnings { errors.writeLine(RangeText.line(warning, of: loaded.metadata)) }
    guard runner.badStepCount == 0 else {
      throw Failure(
        .badData, path: loaded.path,
        "\(runner.badStepCount) of \(runner.stepCount) steps gave an action that is not finite; keep it off robots"
      )
    }
  }

  private static func power(_ meter: PowerMeter?, before: Double?) -> BoardRecord.Power? {
    guard let meter, let watts = meter.watts else { return nil }
    return BoardRecord.Power(rails: meter.names, wattsBefore: before, watts: watts, sampleCount: meter.sampleCount)
  }

  /// The machine's limits, probed again while they would forbid the median step that was measured: then something
  /// else had the machine.
  private static func limits(of probe: MachineProbe, for cost: ProgramCost, within median: UInt64) -> MachineLimits {
    var limits = probe.limits(for: cost)
    for _ in 0..<2 where Stability.forbids(limits, median: median, of: cost) {
      limits = limits.best(probe.limits(for: cost))
    }
    return limits
  }
}

import CPlatform
import CommandSupport
import EdgeRuntime

/// `edge-run bench`: steps against the clock and the machine's limits.
enum BenchCommand {
  static var specification: CommandSpecification {
    CommandSpecification(
      name: "bench", summary: "Measure steps: percentiles, tail and share of the machine's limits.",
      discussion: "A step takes the observations in, draws the noise, samples, and copies the action out. "
        + "The machine's bandwidth and multiply-add peak are measured with the same threads, so that the "
        + "least possible time of a step is known.",
      positionals: [.file],
      flags: [
        .threads,
        .value("seconds", "S", help: "Measure for so long; 2 by default."),
        .value("steps", "N", help: "Measure exactly so many steps, at most 10000000."),
        .value("warmup", "N", help: "Steps before the measured ones; 10 by default."),
        .value("rate", "HZ", help: "Start steps at this rate and count those that end late."),
        .value(
          "rehearse", "MS",
          help: "With --rate: do a step for nobody so long before each, for caches and clocks to be warm."),
        .toggle(
          "frames", help: "Give each step one new frame and reuse what is known of the others in the window."),
        .toggle("lock-memory", help: "Keep the policy from being swapped out."),
        .value("sysroot", "DIR", help: "Read power, clocks and temperatures below DIR, where a container has them."),
        .kernels, .json,
      ] + Flag.scheduling)
  }

  static func run(_ arguments: ParsedArguments, on terminal: Terminal) throws(Failure) {
    let options = try BenchOptions(arguments)
    let tree = try SystemTree.named(by: arguments)
    try Scheduling.apply(arguments)
    var loaded = try LoadedPolicy(arguments, makesManySteps: true, on: terminal)
    if options.byFrames {
      if let cost = loaded.policy.costOfFrameStep {
        loaded.cost = cost
      } else {
        terminal.warn("--frames: the program does not keep frames apart; each step encodes all")
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
    terminal.output.write(arguments.has("json") ? report.json + "\n" : report.text)
    for warning in loaded.policy.rangeWarnings {
      terminal.warn(RangeText.line(warning, of: loaded.metadata))
    }
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

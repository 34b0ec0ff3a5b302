import CommandSupport
import EdgeRuntime

/// `edge-run profile`: where a step's time goes.
enum ProfileCommand {
  static var specification: CommandSpecification {
    CommandSpecification(
      name: "profile", summary: "Show where a step's time goes, operation by operation.",
      discussion: "Each operation's work and wait are those of the thread that asks for the step, so that they add "
        + "up to it; its bound is the least time that the machine's measured limits allow. The other kernels that "
        + "this processor can run take turns, and an operation that one of them does faster is named.",
      positionals: [.file],
      flags: [
        .threads,
        .value("steps", "N", help: "Steps to measure with each set of kernels, at most 100000; 200 by default."),
        .kernels, .json,
      ] + Flag.scheduling)
  }

  /// Turns that the sets of kernels take, so that a machine that changes meanwhile hurts all alike.
  private static let turns = 10
  private static let stepCounts = 1...100_000

  static func run(_ arguments: ParsedArguments, on terminal: Terminal) throws(Failure) {
    let count: Int
    do throws(UsageError) {
      count = try arguments.wholeNumber("steps", in: stepCounts) ?? 200
    } catch {
      throw Failure(usage: error)
    }
    try Scheduling.apply(arguments)
    let loaded = try LoadedPolicy(arguments, on: terminal)
    var profiles = [try StepProfile(loaded, loaded.policy)]
    for kernels in others(than: loaded.policy.kernels) {
      profiles.append(try StepProfile(loaded, try loaded.policy(with: kernels)))
    }
    // Before and after: something else may have the machine for one of the two.
    let limits = machineLimits(for: loaded)
    for turn in 0..<turns {
      let steps = count * (turn + 1) / turns - count * turn / turns
      for index in profiles.indices where steps > 0 { profiles[index].measure(count: steps) }
    }
    let report = ProfileReport(
      loaded: loaded, profile: profiles[0], others: Array(profiles.dropFirst()),
      limits: limits.best(machineLimits(for: loaded)))
    terminal.output.write(arguments.has("json") ? report.json + "\n" : report.text)
    guard profiles[0].badStepCount == 0 else {
      throw Failure(
        .badData, path: loaded.path,
        "\(profiles[0].badStepCount) of \(profiles[0].stepCount) steps gave an action that is not finite")
    }
  }

  private static func machineLimits(for loaded: LoadedPolicy) -> MachineLimits {
    let probe = MachineProbe(kernels: loaded.policy.kernels, threadCount: loaded.policy.threadCount)
    return probe.limits(for: loaded.cost)
  }

  /// The Swift reference is no alternative, and with it chosen nothing is to be compared.
  private static func others(than chosen: KernelSet) -> [KernelSet] {
    guard chosen.name != KernelSet.generic.name else { return [] }
    return KernelSet.available.filter { $0.name != chosen.name && $0.name != KernelSet.generic.name }
  }
}

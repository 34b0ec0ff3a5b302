import CPlatform
import CommandSupport
import EdgeRuntime

/// Signs that a run says more about the machine's other business than about the policy.
enum Stability {
  /// Fewer steps have no quarters worth comparing.
  private static let driftStepCount = 40

  static func warnings(_ measurement: Measurement, before: MachineState) -> [String] {
    var warnings: [String] = []
    let (median, tail) = (measurement.times.median, measurement.times.value(perMille: 990))
    if tail > 2 * median {
      warnings.append("unstable: p99 is " + ratio(tail, median) + " times p50")
    }
    if let drift = drift(of: measurement.latencies), abs(drift) > 0.1 {
      warnings.append(
        "unstable: the last quarter's median is off the first's by " + NumberText.percentage(drift))
    }
    let processors = Int(edge_online_processors())
    if let load = before.loadHundredths, load > 100 * processors {
      warnings.append(
        "busy machine: load \(NumberText.fixed(Double(load) / 100, digits: 2)) on \(processors) processors")
    }
    return warnings
  }

  /// What says that steps used fewer threads than there are.
  static func warnings(of policy: Policy) -> [String] {
    let count = policy.reducedStepCount
    guard count > 0 else { return [] }
    return [
      "threads: \(NumberText.grouped(count)) steps used fewer than \(policy.threadCount), as the processors were busy"
    ]
  }

  /// What says that the limits were measured while something else had the machine.
  static func warnings(of limits: MachineLimits, for cost: ProgramCost, median: UInt64) -> [String] {
    forbids(limits, median: median, of: cost)
      ? ["disturbed while the machine was probed: it was faster when the policy ran, so its limits are not known"] : []
  }

  /// Whether no step could have taken as little as `median` nanoseconds.
  static func forbids(_ limits: MachineLimits, median: UInt64, of cost: ProgramCost) -> Bool {
    guard let bound = cost.boundSeconds(limits) else { return false }
    return bound * 1e9 > Double(median)
  }

  /// How much slower the last quarter's median is than the first's, as a share.
  static func drift(of latencies: [UInt64]) -> Double? {
    guard latencies.count >= driftStepCount else { return nil }
    let quarter = latencies.count / 4
    let first = Percentiles(latencies.prefix(quarter)).median
    let last = Percentiles(latencies.suffix(quarter)).median
    return Double(last) / Double(max(first, 1)) - 1
  }

  private static func ratio(_ first: UInt64, _ second: UInt64) -> String {
    NumberText.fixed(Double(first) / Double(max(second, 1)), digits: 1)
  }
}

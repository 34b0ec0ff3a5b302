import EdgeRuntime

/// All figures of a run.
struct BenchReport {
  let loaded: LoadedPolicy
  let measurement: Measurement
  let warmUp: Int
  /// Whether each step took one new frame in.
  let byFrames: Bool
  let limits: MachineLimits
  /// What sharing an operation takes threads at least.
  let meetingSeconds: Double
  let board: BoardRecord
  let warnings: [String]

  var times: Percentiles { measurement.times }

  /// Steps a second of stepping.
  var rate: Double { 1e9 / max(times.mean, 1) }

  /// The least time the machine allows a step; nil where its limits are not known.
  var boundNanoseconds: Double? {
    guard !Stability.forbids(limits, median: times.median, of: loaded.cost) else { return nil }
    return loaded.cost.boundSeconds(limits).map { 1e9 * $0 }
  }

  /// The share of the median step that the machine's limits explain.
  var boundShare: Double? { boundNanoseconds.map { $0 / Double(max(times.median, 1)) } }

  /// What a step and all that belongs to it took of processors, of all threads.
  var processorNanosecondsPerStep: Double {
    Double(measurement.processorNanoseconds) / Double(measurement.latencies.count)
  }

  /// What a step took of the supply, where the board tells.
  var millijoulesPerStep: Double? {
    board.millijoulesPerStep(count: measurement.latencies.count, nanoseconds: measurement.wallNanoseconds)
  }

  var allocationsPerStep: Double? {
    measurement.allocationCount.map { Double($0) / Double(measurement.latencies.count) }
  }
}

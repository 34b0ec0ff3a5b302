import EdgeRuntime

/// All figures of a run.
struct BenchReport {
  let loaded: LoadedPolicy
  let measurement: Measurement
  let warmUp: Int
  /// The machine's bandwidth with the step's threads; nil where it could not be measured.
  let readBytesPerSecond: Double?
  let multiplyAddsPerSecond: Double
  /// The machine's peak of integers; nil where the policy has none.
  let integerMultiplyAddsPerSecond: Double?
  let warnings: [String]
  let times: Percentiles

  init(
    loaded: LoadedPolicy, measurement: Measurement, warmUp: Int, readBytesPerSecond: Double?,
    multiplyAddsPerSecond: Double, integerMultiplyAddsPerSecond: Double?, warnings: [String]
  ) {
    self.loaded = loaded
    self.measurement = measurement
    self.warmUp = warmUp
    self.readBytesPerSecond = readBytesPerSecond
    self.multiplyAddsPerSecond = multiplyAddsPerSecond
    self.integerMultiplyAddsPerSecond = integerMultiplyAddsPerSecond
    self.warnings = warnings
    times = Percentiles(measurement.latencies)
  }

  /// Steps a second of stepping.
  var rate: Double { 1e9 / max(times.mean, 1) }

  /// The least time the machine allows a step.
  var boundNanoseconds: Double? {
    guard let readBytesPerSecond else { return nil }
    return 1e9
      * loaded.cost.boundSeconds(
        readBytesPerSecond: readBytesPerSecond, multiplyAddsPerSecond: multiplyAddsPerSecond,
        integerMultiplyAddsPerSecond: integerMultiplyAddsPerSecond ?? .infinity)
  }

  /// The share of the median step that the machine's limits explain.
  var boundShare: Double? { boundNanoseconds.map { $0 / Double(max(times.median, 1)) } }

  var allocationsPerStep: Double? {
    measurement.allocationCount.map { Double($0) / Double(measurement.latencies.count) }
  }
}

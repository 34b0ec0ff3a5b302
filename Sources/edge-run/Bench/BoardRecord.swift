import CommandSupport

/// What the board told before a run and after it, and the power that the run took.
struct BoardRecord {
  /// The power of the rails that feed the module.
  struct Power {
    let rails: [String]
    /// Right before the run.
    let wattsBefore: Double?
    /// The mean over the run.
    let watts: Double
    let sampleCount: Int
  }

  let before: MachineState
  let after: MachineState
  let power: Power?

  /// What slowed the board down during the run.
  var slowedDown: [ThrottleCounter] {
    var causes: [ThrottleCounter] = []
    for last in after.throttling {
      guard let first = before.throttling.first(where: { $0.cause == last.cause }), last.count > first.count
      else { continue }
      causes.append(ThrottleCounter(cause: last.cause, count: last.count - first.count))
    }
    return causes
  }

  /// Clocks that were there before and after.
  var clocks: [(before: ClockDomain, after: ClockDomain)] {
    after.clocks.compactMap { last in
      before.clocks.first { $0.processors == last.processors }.map { ($0, last) }
    }
  }

  /// Thousandths of a joule for each of `count` steps that took `nanoseconds` together, pauses included.
  func millijoulesPerStep(count: Int, nanoseconds: UInt64) -> Double? {
    power.map { $0.watts * Double(nanoseconds) * 1e-6 / Double(count) }
  }

  // MARK: Signs that the run says more about the board than about the policy.

  /// How near to its limit a part may be, in thousandths of a degree.
  private static let margin = 5000

  @_optimize(size)
  var warnings: [String] {
    var warnings: [String] = []
    for cause in slowedDown {
      warnings.append("slowed down by \(cause.cause) during the run (\(cause.count) x)")
    }
    for (first, last) in clocks {
      guard let highest = last.highest, let current = last.current else { continue }
      if let earlier = first.highest, highest < earlier {
        warnings.append(
          "slowed down: cores \(last.processors) may run at \(highest / 1000) MHz now, \(earlier / 1000) before")
      } else if current * 100 < highest * 95 {
        warnings.append(
          "clock: cores \(last.processors) at \(current / 1000) of \(highest / 1000) MHz; is the governor "
            + "'performance'?")
      }
    }
    if let hottest = after.hottest, let temperature = hottest.temperature, let limit = hottest.limit,
      temperature > limit - BoardRecord.margin
    {
      warnings.append("hot: \(hottest.name) at \(temperature / 1000) C, and the board slows down at \(limit / 1000)")
    }
    return warnings
  }
}

import CommandSupport
import EdgeRuntime

/// A step's time by operation, beside what the machine allows.
struct ProfileReport {
  /// One operation, over all its runs in a step.
  struct Line {
    let index: Int
    let label: String
    let name: String
    /// Where the kernel comes from that does most of it; nil for plain Swift.
    let kernel: String?
    let cost: ProgramCost.Operation
    let workNanoseconds: Double
    let waitNanoseconds: Double
    let boundNanoseconds: Double?

    var nanoseconds: Double { workNanoseconds + waitNanoseconds }
    var byteCount: Int { cost.weightByteCount * cost.executions }
    var multiplyAdds: Int { cost.multiplyAdds * cost.executions }
    /// The share of its time that the machine's limits explain; nil where it has no bound.
    var boundShare: Double? {
      guard let boundNanoseconds, boundNanoseconds > 0 else { return nil }
      return boundNanoseconds / max(nanoseconds, 1)
    }
  }

  /// An operation that other kernels do faster.
  struct Slower {
    let index: Int
    let kernel: String
    let faster: String
    let nanoseconds: Double
    let fasterNanoseconds: Double
  }

  let loaded: LoadedPolicy
  let limits: MachineLimits
  let times: StepProfile.Times
  /// The median of a step without a clock between operations.
  let plainNanoseconds: UInt64
  let lines: [Line]
  let slower: [Slower]

  init(loaded: LoadedPolicy, profile: StepProfile, others: [StepProfile], limits: MachineLimits) {
    self.loaded = loaded
    self.limits = limits
    let times = profile.times
    self.times = times
    plainNanoseconds = Percentiles(profile.plainNanoseconds).median
    lines = loaded.cost.operations.enumerated().map { index, cost in
      Line(
        index: index, label: cost.label, name: loaded.policy.operationNames[index],
        kernel: loaded.policy.kernelOrigin(of: index, with: profile.kernels), cost: cost,
        workNanoseconds: times.work[index], waitNanoseconds: times.wait[index],
        boundNanoseconds: cost.boundSeconds(limits).map { $0 * 1e9 })
    }
    let otherTimes = others.map { ($0.kernels, $0.times) }
    var slower: [Slower] = []
    for line in lines {
      for (kernels, times) in otherTimes {
        let nanoseconds = times.work[line.index] + times.wait[line.index]
        guard let kernel = line.kernel, Self.isClearlyLess(nanoseconds, than: line.nanoseconds),
          let faster = loaded.policy.kernelOrigin(of: line.index, with: kernels), faster != kernel
        else { continue }
        slower.append(
          Slower(
            index: line.index, kernel: kernel, faster: faster, nanoseconds: line.nanoseconds,
            fasterNanoseconds: nanoseconds))
      }
    }
    self.slower = slower
  }

  /// By a tenth and by a microsecond: less is noise.
  static func isClearlyLess(_ nanoseconds: Double, than other: Double) -> Bool {
    nanoseconds < 0.9 * other && nanoseconds + 1000 < other
  }

  /// All waits for other threads, and their waking.
  var waitNanoseconds: Double { times.wait.reduce(0, +) + times.start }

  var boundNanoseconds: Double? { loaded.cost.boundSeconds(limits).map { $0 * 1e9 } }
}

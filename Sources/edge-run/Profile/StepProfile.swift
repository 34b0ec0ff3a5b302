import CPlatform
import CommandSupport
import EdgeRuntime

/// Where the time of a policy's steps went with one set of kernels.
struct StepProfile {
  /// Mean times, in nanoseconds.
  struct Times {
    /// Of each operation, its work and the wait after it.
    var work: [Double]
    var wait: [Double]
    /// Waking the other threads.
    var start: Double
    /// Around the policy's own step: observations in, noise drawn, action out.
    var around: Double

    /// All of it.
    var sum: Double { work.reduce(0, +) + wait.reduce(0, +) + start + around }
  }

  let kernels: KernelSet
  private let timeline: StepTimeline
  private var runner: StepRunner
  private var steps: [Times] = []
  /// Whole steps without a clock between operations.
  private(set) var plainNanoseconds: [UInt64] = []

  var badStepCount: Int { runner.badStepCount }
  var stepCount: Int { runner.stepCount }

  init(_ loaded: LoadedPolicy, _ policy: Policy) throws(Failure) {
    kernels = policy.kernels
    timeline = StepTimeline(for: policy)
    runner = try StepRunner(loaded, stepping: policy)
  }

  /// Steps `count` times with a clock between operations, and as often without.
  mutating func measure(count: Int) {
    // Another set's steps have just used the caches.
    runner.step()
    for _ in 0..<count {
      let start = edge_monotonic_ns()
      runner.step(recording: timeline)
      let total = edge_monotonic_ns() - start
      steps.append(
        Times(
          work: timeline.operations.map { Double($0.work) }, wait: timeline.operations.map { Double($0.wait) },
          start: Double(timeline.startNanoseconds), around: Double(total - timeline.stepNanoseconds)))
      let between = edge_monotonic_ns()
      runner.step()
      plainNanoseconds.append(edge_monotonic_ns() - between)
    }
  }

  /// The means over the half of the steps in the middle, by their length: so they add up, and a disturbed step counts
  /// for nothing.
  var times: Times { Self.middleMean(steps) }

  private static func middleMean(_ steps: [Times]) -> Times {
    let lengths = Percentiles(steps.map { UInt64($0.sum) })
    let middle = lengths.value(perMille: 250)...lengths.value(perMille: 750)
    var sum = steps[0]
    var count = 0.0
    for step in steps where middle.contains(UInt64(step.sum)) {
      if count == 0 { sum = step } else { sum.add(step) }
      count += 1
    }
    return sum.divided(by: count)
  }
}

extension StepProfile.Times {
  fileprivate mutating func add(_ other: Self) {
    for index in work.indices {
      work[index] += other.work[index]
      wait[index] += other.wait[index]
    }
    start += other.start
    around += other.around
  }

  fileprivate func divided(by count: Double) -> Self {
    Self(
      work: work.map { $0 / count }, wait: wait.map { $0 / count }, start: start / count, around: around / count)
  }
}

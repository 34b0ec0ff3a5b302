import CPlatform
import EdgeRuntime

/// Where the time of a policy's steps went with one set of kernels.
struct StepProfile {
  /// Mean times, in nanoseconds.
  struct Times: Equatable {
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

  static func middleMean(_ steps: [Times]) -> Times {
    let sorted = steps.sorted { $0.sum < $1.sum }
    let middle = sorted[sorted.count / 4..<max(sorted.count - sorted.count / 4, 1)]
    var mean = middle[middle.startIndex]
    func average(_ value: (Times) -> Double) -> Double {
      middle.reduce(0) { $0 + value($1) } / Double(middle.count)
    }
    for index in mean.work.indices {
      mean.work[index] = average { $0.work[index] }
      mean.wait[index] = average { $0.wait[index] }
    }
    mean.start = average { $0.start }
    mean.around = average { $0.around }
    return mean
  }
}

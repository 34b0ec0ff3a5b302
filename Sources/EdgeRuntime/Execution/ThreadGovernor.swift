/// Chooses how many threads steps use, by the time that steps take.
///
/// While other programs keep the processors busy, a thread may bring less than it costs. Whether it does is measured: a
/// few steps with one thread fewer, kept if they are as fast; later a few with one more, kept if they are faster. What
/// was tried in vain is tried again later and later.
struct ThreadGovernor {
  /// Steps between two decisions.
  private static let windowLength = 64
  /// Steps of a trial.
  private static let trialLength = 16
  /// Shares of disturbed steps from which on fewer threads are tried: one in so many.
  private static let disturbedShare = 4
  /// How much faster steps must be for one more thread.
  private static let gain = 0.95
  private static let pauses: ClosedRange<UInt64> = 1_000_000_000...16_000_000_000

  /// Threads of the next step.
  private(set) var threadCount: Int
  /// Most threads there are.
  private let most: Int
  /// What the count was before a trial, and the mean step then.
  private var before: (threadCount: Int, mean: Double)?
  private var steps = 0
  private var disturbedSteps = 0
  private var nanoseconds: UInt64 = 0
  private var pause = ThreadGovernor.pauses.lowerBound
  private var nextTrial: UInt64

  /// - Parameters:
  ///   - threadCount: What to begin with.
  ///   - now: The monotonic time.
  init(threadCount: Int, most: Int, now: UInt64) {
    self.threadCount = threadCount
    self.most = most
    nextTrial = now &+ pause
  }

  /// Takes note of a step with `threadCount` threads.
  ///
  /// - Parameter isDisturbed: Whether a thread did less than its part, as if it had been stopped.
  mutating func note(nanoseconds: UInt64, isDisturbed: Bool, now: UInt64) {
    steps += 1
    self.nanoseconds &+= nanoseconds
    if isDisturbed { disturbedSteps += 1 }
    if let before {
      if steps == ThreadGovernor.trialLength { end(since: before, now: now) }
    } else if steps == ThreadGovernor.windowLength {
      decide(now: now)
    }
  }

  private var mean: Double { Double(nanoseconds) / Double(steps) }

  private mutating func decide(now: UInt64) {
    if now >= nextTrial {
      let isDisturbed = disturbedSteps * ThreadGovernor.disturbedShare >= steps
      let wanted = isDisturbed && threadCount > 1 ? threadCount - 1 : min(threadCount + 1, most)
      if wanted != threadCount {
        before = (threadCount, mean)
        threadCount = wanted
      }
    }
    reset()
  }

  private mutating func end(since before: (threadCount: Int, mean: Double), now: UInt64) {
    let isKept = mean <= before.mean * (threadCount > before.threadCount ? ThreadGovernor.gain : 1)
    if isKept {
      pause = ThreadGovernor.pauses.lowerBound
      nextTrial = now &+ pause
    } else {
      threadCount = before.threadCount
      nextTrial = now &+ pause
      pause = min(2 * pause, ThreadGovernor.pauses.upperBound)
    }
    self.before = nil
    reset()
  }

  private mutating func reset() { (steps, disturbedSteps, nanoseconds) = (0, 0, 0) }
}

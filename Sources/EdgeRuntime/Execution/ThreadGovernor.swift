/// Chooses how many threads steps use, by the time that the slowest steps take.
///
/// While other programs keep the processors busy, a thread may bring less than it costs. Whether it does is measured:
/// some steps with one thread fewer, kept if the slowest of them are as fast; later some with one more, kept if they
/// are faster. A trial ends as soon as its slowest steps are too slow, since more of them can only be slower. What was
/// tried in vain is tried again later and later.
///
/// A control loop waits for its slowest steps. Beside a neighbour a further thread often makes most steps faster and a
/// few much slower, when the kernel moves the neighbour to the caller's processor: that is no gain.
struct ThreadGovernor {
  /// Steps between two decisions, and of a trial.
  private static let windowLength = 64
  /// Shares of disturbed steps from which on fewer threads are tried: one in so many.
  private static let disturbedShare = 4
  /// What the slowest steps may take with one more thread, of what they took.
  private static let gain = 0.95
  private static let pauses: ClosedRange<UInt64> = 1_000_000_000...64_000_000_000

  /// Threads of the next step.
  private(set) var threadCount: Int
  /// Most threads there are.
  private let most: Int
  /// What the count was before a trial, and what its slowest steps took.
  private var before: (threadCount: Int, slowest: Double)?
  private var steps = 0
  private var disturbedSteps = 0
  private var tail = SlowestSteps()
  private var pause = ThreadGovernor.pauses.lowerBound
  private var nextTrial: UInt64

  /// - Parameters:
  ///   - threadCount: What to begin with.
  ///   - now: The monotonic time.
  init(threadCount: Int, most: Int, now: UInt64) {
    self.threadCount = threadCount
    self.most = most
    nextTrial = now
  }

  /// Takes note of a step with `threadCount` threads.
  ///
  /// - Parameter isDisturbed: Whether a thread did less than its part, as if it had been stopped.
  mutating func note(nanoseconds: UInt64, isDisturbed: Bool, now: UInt64) {
    steps += 1
    tail.add(nanoseconds)
    if isDisturbed { disturbedSteps += 1 }
    guard isLost || steps == ThreadGovernor.windowLength else { return }
    if let before { end(since: before, now: now) } else { decide(now: now) }
    (steps, disturbedSteps, tail) = (0, 0, SlowestSteps())
  }

  /// Whether a trial has failed already, however many of its steps will turn out to be disturbed.
  private var isLost: Bool {
    guard let before else { return false }
    return tail.mean > slowest(since: before, gain: max(disturbedGain, ThreadGovernor.gain))
  }

  /// What the slowest steps of a trial may take.
  ///
  /// - Parameter gain: Of what they took before, if there is a thread more.
  private func slowest(since before: (threadCount: Int, slowest: Double), gain: Double) -> Double {
    before.slowest * (threadCount > before.threadCount ? gain : 1)
  }

  private var isDisturbed: Bool { disturbedSteps * ThreadGovernor.disturbedShare >= steps }

  private mutating func decide(now: UInt64) {
    guard now >= nextTrial else { return }
    let wanted = isDisturbed && threadCount > 1 ? threadCount - 1 : min(threadCount + 1, most)
    guard wanted != threadCount else { return }
    before = (threadCount, tail.mean)
    threadCount = wanted
  }

  private mutating func end(since before: (threadCount: Int, slowest: Double), now: UInt64) {
    self.before = nil
    if tail.mean <= slowest(since: before, gain: isDisturbed ? disturbedGain : ThreadGovernor.gain) {
      pause = ThreadGovernor.pauses.lowerBound
      nextTrial = now &+ pause
    } else {
      threadCount = before.threadCount
      nextTrial = now &+ pause
      pause = min(2 * pause, ThreadGovernor.pauses.upperBound)
    }
  }

  /// Beside a neighbour some windows are lucky: then half is asked for of what a thread more could bring at best.
  private var disturbedGain: Double { 1 - 0.5 / Double(threadCount) }
}

import Testing

@testable import EdgeRuntime

/// How many threads steps use, on machines that a test makes up.
struct ThreadGovernorTests {
  /// A governor and the time it lives in.
  private struct Run {
    var governor: ThreadGovernor
    var now: UInt64 = 0
    /// Steps with each number of threads.
    var steps = [Int](repeating: 0, count: 9)

    init(threadCount: Int, most: Int) {
      governor = ThreadGovernor(threadCount: threadCount, most: most, now: 0)
    }

    /// Steps for so many seconds, at 100 Hz.
    ///
    /// - Parameter stopped: What each tenth step of several threads takes longer.
    mutating func run(
      seconds: Int, isDisturbed: Bool, stopped: Double = 0, milliseconds: (_ threads: Int) -> Double
    ) {
      for step in 0..<100 * seconds {
        let count = governor.threadCount
        steps[count] += 1
        now += 10_000_000
        governor.note(
          nanoseconds: UInt64(1e6 * (milliseconds(count) + (count > 1 && step % 10 == 0 ? stopped : 0))),
          isDisturbed: isDisturbed && count > 1, now: now)
      }
    }
  }

  @Test func quietMachinesKeepTheirThreads() {
    var run = Run(threadCount: 2, most: 2)
    run.run(seconds: 60, isDisturbed: false) { 2 / Double($0) }
    #expect(run.steps[2] == 6000)
  }

  @Test func aThreadThatBringsNothingIsLeftOut() {
    var run = Run(threadCount: 2, most: 2)
    run.run(seconds: 60, isDisturbed: true) { $0 == 1 ? 2 : 2.1 }
    #expect(run.governor.threadCount == 1)
    // It is tried again and again, but rarely.
    #expect((64...640).contains(run.steps[2]), "\(run.steps)")
    run.run(seconds: 40, isDisturbed: false) { 2 / Double($0) }
    #expect(run.governor.threadCount == 2)
  }

  /// A control loop waits for its slowest steps, whatever most of them take.
  @Test func slowStepsCountMoreThanTheMedian() {
    var run = Run(threadCount: 2, most: 2)
    run.run(seconds: 60, isDisturbed: true, stopped: 3) { $0 == 1 ? 2 : 1.2 }
    #expect(run.governor.threadCount == 1)
    #expect((64...640).contains(run.steps[2]), "\(run.steps)")
    run.run(seconds: 60, isDisturbed: true, stopped: 0.2) { $0 == 1 ? 2 : 1.2 }
    #expect(run.governor.threadCount == 2, "as soon as few steps are slow")
  }

  /// The slowest eight of a trial only get slower: more steps of a lost one would be slow for nothing.
  @Test func aLostTrialEndsAtOnce() {
    var run = Run(threadCount: 2, most: 2)
    run.run(seconds: 60, isDisturbed: true) { $0 == 1 ? 9 : 1 }
    #expect(run.governor.threadCount == 2)
    #expect((1...10).contains(run.steps[1]), "\(run.steps)")
  }

  /// Of many threads one more brings little: beside a neighbour less is asked of the twelfth than on a quiet machine.
  @Test(arguments: [(955, 12), (2000, 11)])
  func aTrialThatMayBeKeptGoesOn(lastNanoseconds: UInt64, threads: Int) {
    var governor = ThreadGovernor(threadCount: 11, most: 12, now: 0)
    for _ in 0..<64 { governor.note(nanoseconds: 1000, isDisturbed: false, now: 1) }
    #expect(governor.threadCount == 12)
    for step in 0..<64 {
      governor.note(nanoseconds: step < 32 ? 955 : lastNanoseconds, isDisturbed: true, now: 1)
    }
    #expect(governor.threadCount == threads)
  }

  @Test func theSlowestEightCount() {
    var tail = SlowestSteps()
    #expect(tail.mean == 0)
    for value: UInt64 in [5, 100, 3, 104, 101, 102, 7, 103, 105, 106, 107, 4] { tail.add(value) }
    #expect(tail.mean == 103.5)
  }

  @Test func aDisturbedThreadThatPaysStays() {
    var run = Run(threadCount: 2, most: 2)
    run.run(seconds: 100, isDisturbed: true) { $0 == 1 ? 2 : 1.3 }
    #expect(run.governor.threadCount == 2)
    #expect((5...60).contains(run.steps[1]), "\(run.steps)")
  }

  @Test func onlyAsManyAsPayAreUsed() {
    var run = Run(threadCount: 6, most: 6)
    // Two neighbours on six processors: the fifth and sixth thread make the others wait.
    run.run(seconds: 60, isDisturbed: true) { 2 / Double(min($0, 4)) + ($0 > 4 ? 0.1 : 0) }
    #expect(run.governor.threadCount == 4)
    #expect(run.steps[...2].allSatisfy { $0 == 0 }, "\(run.steps)")
  }

  @Test(arguments: [1, 2, 3]) func measuringChangesNoBits(threads: Int) throws {
    let policy = try MiniaturePolicy.parts().policy(threads: threads)
    let expected = try (UInt64(0)..<5).map { try policy.bits(seed: $0) }
    #expect(policy.activeThreadCount == threads)
    policy.adaptThreads()
    #expect((1...threads).contains(policy.activeThreadCount))
    for _ in 0..<200 {
      for seed in 0..<5 { #expect(try policy.bits(seed: UInt64(seed)) == expected[seed]) }
    }
    #expect(policy.reducedStepCount == 0 || threads > 1)
  }
}

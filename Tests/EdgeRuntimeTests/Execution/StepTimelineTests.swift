import Testing

@testable import EdgeRuntime

@Suite struct StepTimelineTests {
  @Test func timesGoWhereTheyWereSpent() {
    let timeline = StepTimeline(operationCount: 3)
    timeline.begin(at: 100)
    timeline.met(at: 103)
    timeline.finished(0, at: 110)
    // Two rounds of operation 1.
    timeline.met(at: 111)
    timeline.finished(1, at: 131)
    timeline.met(at: 133)
    timeline.finished(1, at: 163)
    timeline.met(at: 163)
    timeline.finished(2, at: 167)
    timeline.met(at: 172)
    #expect(timeline.startNanoseconds == 3)
    #expect(timeline.operations.map(\.work) == [7, 50, 4])
    #expect(timeline.operations.map(\.wait) == [1, 2, 5])
    #expect(timeline.stepNanoseconds == 72)
    timeline.begin(at: 1000)
    timeline.met(at: 1001)
    timeline.finished(2, at: 1004)
    #expect(timeline.operations.map(\.work) == [0, 0, 3] && timeline.stepNanoseconds == 4)
  }

  @Test(arguments: [1, 2, 3]) func aRecordedStepHasTheSameBits(threads: Int) throws {
    let policy = try MiniaturePolicy.parts().policy(threads: threads)
    let expected = try policy.bits(seed: 5)
    let timeline = StepTimeline(for: policy)
    try policy.fill(seed: 5)
    #expect(policy.step(recording: timeline))
    #expect(policy.chunk.map(\.bitPattern) == expected)
    #expect(timeline.operations.contains { $0.work > 0 })
    let sum = timeline.operations.reduce(timeline.startNanoseconds) { $0 + $1.work + $1.wait }
    #expect(sum == timeline.stepNanoseconds)
  }

  @Test func policiesShareWeightsAndNothingElse() throws {
    let policy = try MiniaturePolicy.parts().policy()
    let other = try Policy(sharingWeightsOf: policy, kernels: .generic, threadCount: 2)
    #expect(other.weightsByteCount == policy.weightsByteCount && other.threadCount == 2)
    let expected = try policy.bits(seed: 6)
    try policy.fill(seed: 6)
    _ = try other.bits(seed: 7)
    policy.step()
    #expect(policy.chunk.map(\.bitPattern) == expected, "the other's step changed this one's inputs")
  }

  /// A kernel comes from the last of a set's rungs that replaces it.
  @Test func originsAreTheRungsThatReplace() {
    var expected = "generic"
    for set in KernelSet.available.reversed() {
      for rung in KernelLadder.rungs where rung.name == set.name {
        for replacement in rung.replacements where replacement.slot == .gemm { expected = rung.name }
      }
      #expect(set.origin(of: .gemm) == expected)
    }
    #expect(KernelSet.generic.origin(of: .gemm) == "generic")
  }
}

import Testing

@testable import EdgeRuntime

/// What a caller of `Policy` must not do ends the program, in release builds too.
struct PolicyPreconditionTests {
  @Test func aStepNeedsAThread() async {
    await #expect(processExitsWith: .failure) { _ = try MiniaturePolicy.parts().policy(threads: 0) }
  }

  @Test func aChunkHasTheActionsSize() async {
    await #expect(processExitsWith: .failure) {
      let policy = try MiniaturePolicy.parts().policy()
      var chunk = [Float](repeating: 0, count: policy.action.count + 1)
      var span = chunk.mutableSpan
      policy.copyAction(into: &span)
    }
    await #expect(processExitsWith: .success) {
      let policy = try MiniaturePolicy.parts().policy()
      var chunk = [Float](repeating: 0, count: policy.action.count)
      var span = chunk.mutableSpan
      policy.copyAction(into: &span)
    }
  }

  @Test func aTimelineIsThePolicysOwn() async {
    await #expect(processExitsWith: .failure) {
      let policy = try MiniaturePolicy.parts().policy()
      policy.step(recording: StepTimeline(operationCount: 1))
    }
  }
}

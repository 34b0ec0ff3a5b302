import CPlatform
import Synchronization
import TestSupport
import Testing

@testable import EdgeRuntime

/// Threads that are stopped at every point of a step leave every step its bits.
@Suite(.serialized) struct StepSharingTests {
  /// Stops one thread at one of the times that it passes a point.
  private final class Stop: Sendable {
    let thread: Int
    /// The point, and which visit of it.
    let point = Atomic<Int>(0)
    let visit = Atomic<Int>(0)
    let visits = Atomic<Int>(0)
    let isHolding = Atomic<Bool>(false)
    let isReleased = Atomic<Bool>(false)
    /// Points at which the thread was stopped: a bit each.
    let stoppedAt = Atomic<UInt>(0)

    init(thread: Int) { self.thread = thread }

    func arm(_ point: StepSharing.Point, visit: Int) {
      self.point.store(point.rawValue, ordering: .relaxed)
      self.visit.store(visit, ordering: .relaxed)
      isReleased.store(false, ordering: .relaxed)
      visits.store(0, ordering: .sequentiallyConsistent)
    }

    func pass(_ index: Int, _ point: StepSharing.Point) {
      guard index == thread else { return waitForVisit() }
      guard point.rawValue == self.point.load(ordering: .relaxed) else { return }
      let seen = visits.add(1, ordering: .relaxed).newValue
      guard seen == visit.load(ordering: .relaxed) else { return }
      stoppedAt.bitwiseOr(1 << UInt(point.rawValue), ordering: .relaxed)
      // The caller's thread must come back by itself; so must one that others wait for.
      guard thread > 0, point == .claimed || point == .computed else { return rest(300_000) }
      isHolding.store(true, ordering: .releasing)
      while !isReleased.load(ordering: .acquiring) { edge_yield() }
      isHolding.store(false, ordering: .releasing)
    }

    /// Gives the thread time to take its part, however small the policy, and to wake up first.
    private func waitForVisit() {
      let seen = visits.load(ordering: .relaxed)
      let end = edge_monotonic_ns() + 100_000
      while visits.load(ordering: .relaxed) == seen, !isHolding.load(ordering: .relaxed), edge_monotonic_ns() < end {
        edge_yield()
      }
    }

    private func rest(_ nanoseconds: UInt64) {
      let end = edge_monotonic_ns() + nanoseconds
      while edge_monotonic_ns() < end { edge_yield() }
    }
  }

  /// Steps twice while the thread is stopped and once when it is back, for every point that it comes to.
  private func stopEverywhere(_ alone: Policy, threads: Int, stopping thread: Int) throws -> Stop {
    let expected = try (UInt64(0)..<3).map { try alone.bits(seed: $0) }
    let policy = try Policy(sharingWeightsOf: alone, kernels: alone.kernels, threadCount: threads)
    let sharing = try #require(policy.executor.sharing)
    let stop = Stop(thread: thread)
    sharing.interruption = { stop.pass($0, $1) }
    for point in [StepSharing.Point.claimed, .computed, .writing, .written] {
      try stopAtEvery(point, stop, policy, sharing, expected, threads)
    }
    return stop
  }

  private func stopAtEvery(
    _ point: StepSharing.Point, _ stop: Stop, _ policy: Policy, _ sharing: StepSharing, _ expected: [[UInt32]],
    _ threads: Int
  ) throws {
    var misses = 0
    for visit in 1...100 where misses < 3 {
      stop.arm(point, visit: visit)
      for seed in 0..<2 {
        let isStopped = threads == 2 && stop.isHolding.load(ordering: .acquiring)
        #expect(try policy.bits(seed: UInt64(seed)) == expected[seed], "stopped at visit \(visit)")
        if isStopped { #expect(sharing.wasDisturbed(threadCount: 2)) }
      }
      stop.isReleased.store(true, ordering: .releasing)
      // The late thread goes on while the third step runs.
      #expect(try policy.bits(seed: 2) == expected[2], "released from visit \(visit)")
      while stop.isHolding.load(ordering: .acquiring) { edge_yield() }
      misses = stop.visits.load(ordering: .relaxed) < visit ? misses + 1 : 0
    }
  }

  /// Without replacement nobody is ever late: what a race detector finds then is a missing wait.
  @Test(arguments: [2, 3]) func sharedStepsDoNotRace(threads: Int) throws {
    let alone = try MiniaturePolicy.parts().policy(kernels: .generic)
    let policy = try Policy(sharingWeightsOf: alone, kernels: alone.kernels, threadCount: threads)
    policy.executor.sharing?.replacesLateThreads = false
    let reference = try Policy(sharingWeightsOf: alone, kernels: .generic, threadCount: 1)
    for seed in UInt64(0)..<300 { #expect(try policy.bits(seed: seed) == reference.bits(seed: seed)) }
  }

  @Test(arguments: [(2, 1), (3, 1), (3, 2), (2, 0)])
  func aThreadMayBeStoppedAnywhere(threads: Int, thread: Int) throws {
    let stop = try stopEverywhere(MiniaturePolicy.parts().policy(), threads: threads, stopping: thread)
    #expect(stop.stoppedAt.load(ordering: .relaxed) == 0b1111, "some kind of point was never reached")
  }

  @Test(arguments: [(2, 1), (3, 2), (2, 0)])
  func aThreadMayBeStoppedBetweenSumsAndNorms(threads: Int, thread: Int) throws {
    let parts = MiniaturePolicy.parts(hasHeavyNorm: true)
    let plan = ExecutionPlan(
      program: parts.program, samplerRows: parts.sampler.count, threads: threads, leastSharedWork: 0)
    let heavy = try parts.index(of: "heavy")
    let stages = plan.stages.map(\.shared)
    #expect(stages.contains { $0.contains(.init(operation: heavy, phase: .sums)) })
    #expect(stages.contains { $0.contains(.init(operation: heavy, phase: .norm)) })
    let stop = try stopEverywhere(parts.policy(), threads: threads, stopping: thread)
    #expect(stop.stoppedAt.load(ordering: .relaxed) == 0b1111, "some kind of point was never reached")
  }

  @Test func integerProductsMayBeStoppedAnywhere() throws {
    let file = try PolicyFile(path: Repository.path("Tests/EdgeRuntimeTests/Fixtures/version2.int8.edge"))
    let alone = try Policy(file: file, kernels: .best.sharingAll, threadCount: 1)
    let stop = try stopEverywhere(alone, threads: 2, stopping: 1)
    #expect(stop.stoppedAt.load(ordering: .relaxed) == 0b1111, "some kind of point was never reached")
  }

  @Test func aPolicyMayEndWhileAThreadIsLate() throws {
    for visit in 1...10 {
      let policy = try MiniaturePolicy.parts().policy(threads: 2)
      let stop = Stop(thread: 1)
      policy.executor.sharing?.interruption = { stop.pass($0, $1) }
      stop.arm(visit % 2 == 0 ? .claimed : .computed, visit: (visit + 1) / 2)
      _ = try policy.bits(seed: 1)
      stop.isReleased.store(true, ordering: .releasing)
    }
  }
}

import CAllocationCounter
import CPlatform
import Testing

@testable import EdgeRuntime

/// What a running policy promises: no allocation, no page fault, the same bits.
struct SteadyStateTests {
  /// In a process of its own, since the counters are the whole process's.
  @Test func stepNeitherAllocatesNorFaults() async {
    await #expect(processExitsWith: .success) {
      for threads in [1, 2] {
        let stretches = try SteadyStateTests.countsOfSteps(threads: threads)
        #expect(stretches.allSatisfy { $0.allocations == 0 }, "with \(threads) threads: \(stretches)")
        // A busy machine may take pages away from anybody; a step that faults by itself does so in every stretch.
        #expect(stretches.contains { $0.faults == 0 }, "with \(threads) threads: \(stretches)")
      }
    }
  }

  /// Allocations and page faults of 10,000 steps in five stretches, after others to warm up.
  private static func countsOfSteps(threads: Int) throws -> [(allocations: Int64, faults: UInt64)] {
    let policy = try MiniaturePolicy.parts().policy(threads: threads)
    let generator = NoiseGenerator(seed: 3)
    let observations = policy.metadata.observations.map { [Float](repeating: 0.25, count: $0.elementCount) }
    var chunk = [Float](repeating: 0, count: 6)
    func steps(_ count: Int) throws {
      for step in 0..<count {
        for (index, values) in observations.enumerated() { try policy.setObservation(index, values.span) }
        policy.drawNoise(from: generator, step: step)
        policy.step()
        var span = chunk.mutableSpan
        policy.copyAction(into: &span)
      }
    }
    try steps(1000)
    var counts: [(allocations: Int64, faults: UInt64)] = []
    counts.reserveCapacity(5)
    for _ in 0..<5 {
      let (allocations, faults) = (edge_allocation_count(), edge_page_faults())
      try steps(2000)
      counts.append((edge_allocation_count() - allocations, edge_page_faults() - faults))
    }
    return counts
  }

  @Test(arguments: KernelSet.available.map(\.name)) func bitsDependOnNothingButInputs(kernels: String) throws {
    let parts = MiniaturePolicy.parts()
    let set = try KernelSet.named(kernels)
    let expected = try parts.policy(kernels: set).bits(seed: 4)
    for threads in [1, 2, 3] {
      let policy = try parts.policy(kernels: set, threads: threads)
      #expect(policy.threadCount == threads)
      for _ in 0..<1000 { #expect(try policy.bits(seed: 4) == expected) }
    }
  }

  @Test func traceLeavesTheStepItsBits() throws {
    let policy = try MiniaturePolicy.parts().policy()
    let expected = try policy.bits(seed: 6)
    try policy.fill(seed: 6)
    var names: [String] = []
    policy.trace { layer, values in
      names.append(layer.name)
      #expect(values.count == layer.view.elementCount && values.allSatisfy { $0.isFinite })
    }
    #expect(names == ["encoder", "block", "network"])
    #expect(policy.chunk.map(\.bitPattern) == expected)
  }

  @Test func observationsThatDoNotFitAreRefused() throws {
    let policy = try MiniaturePolicy.parts().policy()
    let expected = try policy.bits(seed: 8)
    #expect(throws: ObservationError.wrongCount(expected: 48, found: 47)) {
      let values = [Float](repeating: 0, count: 47)
      try policy.setObservation(0, values.span)
    }
    for bad in [Float.nan, .infinity, -.infinity] {
      let values: [Float] = [0, 0, 0, 0, bad, 0]
      #expect(throws: ObservationError.notFinite(index: 4)) { try policy.setObservation(1, values.span) }
    }
    // What was there before stays.
    policy.drawNoise(from: NoiseGenerator(seed: 8), step: 0)
    policy.step()
    #expect(policy.chunk.map(\.bitPattern) == expected)
  }
}

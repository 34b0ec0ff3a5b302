import Testing

@testable import EdgeRuntime

/// Observations outside of what training saw, and actions that are not finite.
struct RangeWarningTests {
  /// The state's ranges are -1...1, 0...0.5 and 2...2, the cloud has none.
  private let policy: Policy

  init() throws { policy = try MiniaturePolicy.parts().policy() }

  private func warnings(_ state: [Float]) throws -> [RangeWarning] {
    try policy.setObservation(1, state.span)
    return policy.rangeWarnings
  }

  @Test func valuesNearTheRangeAreQuiet() throws {
    #expect(try warnings([-1, 0, 2, 1, 0.5, 2]).isEmpty)
    // A quarter of the width outside, and a constant column that changed.
    #expect(try warnings([-1.5, -0.125, 7, 1.5, 0.625, -7]).isEmpty)
  }

  @Test func theFarthestIsToldOnce() throws {
    let first = try warnings([1.6, 0, 2, 0, 100, 2])
    #expect(first == [RangeWarning(key: 1, column: 1, value: 100, range: 0...0.5)])
    #expect(try warnings([1000, 0, 2, 0, 0, 2]) == first)
    // The values are taken as they are.
    #expect(policy.step())
  }

  @Test func keysWithoutRangesAreQuiet() throws {
    let far = [Float](repeating: 1e6, count: 48)
    try policy.setObservation(0, far.span)
    #expect(policy.rangeWarnings.isEmpty)
  }

  @Test func anActionThatIsNotFiniteIsTold() throws {
    try policy.fill(seed: 1)
    #expect(policy.step() && policy.isActionFinite)
    let huge = [Float](repeating: 3e38, count: 12)
    try policy.setNoise(huge.span)
    #expect(!policy.step())
    #expect(!policy.isActionFinite)
  }
}

import TestSupport
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

  /// In one pass over whole vectors, and by dividing column by column, the same values are far outside.
  @Test(arguments: [1, 3, 9, 84, 300]) func theScreenMissesNothing(columns: Int) {
    var random = SeededGenerator(seed: UInt64(columns))
    let ranges = random.floats(columns, magnitude: 8).enumerated().map { column, lower in
      lower...lower + (column % 7 == 5 ? 0 : Float(column % 4 + 1))
    }
    let key = PolicyMetadata.ObservationKey(
      name: "state", unit: "m", frames: 2, rows: 13, columns: columns, ranges: ranges)
    let inside = (0..<key.elementCount).map { index in
      let range = ranges[index % columns]
      return range.lowerBound + (range.upperBound - range.lowerBound) * Float(random.next(below: 5)) / 4
    }
    let screen = RangeScreen(key)
    let areInside = screen.passes(inside.span)
    #expect(areInside)
    var found = 0
    for share: Float in [-9, -0.2501, -0.25, -0.24, 1.24, 1.25, 1.2501, 9] {
      for _ in 0..<100 {
        var values = inside
        let index = random.next(below: values.count)
        let range = ranges[index % columns]
        values[index] = range.lowerBound + (range.upperBound - range.lowerBound) * share
        let isFar = key.farthestOutside(values.span) != nil
        let passes = screen.passes(values.span)
        #expect(!(isFar && passes), "\(index) of \(values.count), \(share)")
        #expect(passes || share.magnitude != 0.24 && share != 1.24, "\(index), \(share)")
        if isFar { found += 1 }
      }
    }
    #expect(found >= 200)
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

import TestSupport
import Testing

@testable import EdgeRuntime

/// Whether accesses share floats, against sets of floats.
struct AccessTests {
  private struct Runs {
    var offset, stride, rows, columns: Int

    var access: Access {
      Access(buffer: 0, offset: offset, rowStride: stride, rows: rows, columns: columns, writes: true)
    }
    var floats: Set<Int> {
      Set((0..<rows).flatMap { row in (0..<columns).map { offset + row * stride + $0 } })
    }
  }

  @Test func overlapMatchesSetsOfFloats() {
    var random = SeededGenerator(seed: 3)
    func runs() -> Runs {
      Runs(
        offset: .random(in: 0..<40, using: &random), stride: .random(in: 0..<12, using: &random),
        rows: .random(in: 1..<7, using: &random), columns: .random(in: 1..<6, using: &random))
    }
    for _ in 0..<100_000 {
      let (first, second) = (runs(), runs())
      let shares = !first.floats.isDisjoint(with: second.floats)
      #expect(first.access.overlaps(second.access) == shares, "\(first) \(second)")
      #expect(first.access.overlaps(first.access))
      #expect(
        first.access.range.lowerBound == first.floats.min()
          && first.access.range.upperBound - 1 == first.floats.max())
    }
  }

  @Test func manyRowsOfOtherStridesCountAsSharing() {
    let odd = Access(buffer: 0, offset: 1, rowStride: 4, rows: 100, columns: 1, writes: true)
    let even = Access(buffer: 0, offset: 0, rowStride: 2, rows: 200, columns: 1, writes: true)
    #expect(odd.overlaps(even))
    #expect(!odd.overlaps(Access(buffer: 0, offset: 0, rowStride: 4, rows: 100, columns: 1, writes: false)))
    #expect(!odd.overlaps(even.moved(by: 500)))
  }
}

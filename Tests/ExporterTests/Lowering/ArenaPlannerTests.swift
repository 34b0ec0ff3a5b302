import EdgeRuntime
import Testing

@testable import Exporter

/// Buffers in use at the same time have bytes of their own.
struct ArenaPlannerTests {
  @Test func randomPlansDoNotOverlap() {
    var state: UInt64 = 9
    func pick(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<500 {
      let count = 1 + pick(40)
      let counts = (0..<count).map { _ in 1 + pick(300) }
      let lives = (0..<count).map { _ -> ClosedRange<Int>? in
        let first = pick(30) - 1
        return pick(8) == 0 ? nil : first...first + pick(10)
      }
      let (buffers, arena) = ArenaPlanner.plan(counts: counts, lives: lives)
      var together = 0
      for (first, life) in lives.enumerated() {
        #expect(buffers[first].byteOffset % 64 == 0)
        guard let life else { continue }
        #expect(buffers[first].count == counts[first])
        #expect(buffers[first].byteOffset + 4 * counts[first] <= arena)
        together += (4 * counts[first] + 63) / 64 * 64
        for second in 0..<first {
          guard let other = lives[second], other.overlaps(life) else { continue }
          let (a, b) = (buffers[first], buffers[second])
          #expect(
            a.byteOffset >= b.byteOffset + 4 * b.count || b.byteOffset >= a.byteOffset + 4 * a.count)
        }
      }
      #expect(arena <= together)
    }
  }

  @Test func deadBuffersFitAnyArena() {
    let (buffers, arena) = ArenaPlanner.plan(counts: [16, 1_000_000], lives: [0...1, nil])
    #expect(arena == 64)
    #expect(buffers == [.init(byteOffset: 0, count: 16), .init(byteOffset: 0, count: 1)])
  }

  @Test func disjointLivesShareBytes() {
    let (buffers, arena) = ArenaPlanner.plan(counts: [16, 16, 16], lives: [0...1, 2...3, 1...2])
    #expect(arena == 128)
    #expect(buffers[0].byteOffset == buffers[1].byteOffset)
  }
}

import CPlatform
import Synchronization
import Testing

@testable import EdgeRuntime

/// Threads that meet, wait and end, spinning and asleep.
@Suite(.serialized) struct ThreadPoolTests {
  /// What the threads of a test share.
  private final class Tally {
    let runs = Atomic<Int>(0)
    let indices = Atomic<UInt64>(0)
    let barrier: Barrier
    /// Written before a meeting by one thread, read after it by all.
    var phase = 0
    let mistakes = Atomic<Int>(0)

    init(count: Int) { barrier = Barrier(count: count) }
  }

  private func pool(_ threads: Int, _ tally: Tally, body: @escaping ThreadPool.Body) -> ThreadPool {
    ThreadPool(threadCount: threads, context: Unmanaged.passUnretained(tally).toOpaque(), body: body)
  }

  @Test(arguments: [1, 2, 3, 8]) func everyThreadRunsOnceARequest(threads: Int) {
    let tally = Tally(count: threads)
    let pool = pool(threads, tally) { context, index in
      let tally = Unmanaged<Tally>.fromOpaque(context).takeUnretainedValue()
      tally.runs.add(1, ordering: .relaxed)
      tally.indices.add(1 << UInt64(8 * index), ordering: .relaxed)
    }
    let rounds = threads > 3 ? 100 : 2000
    for round in 1...rounds {
      pool.run()
      #expect(tally.runs.load(ordering: .relaxed) == round * threads)
      if round == 100 {
        let expected = (0..<threads).reduce(UInt64(0)) { $0 + 100 << UInt64(8 * $1) }
        #expect(tally.indices.load(ordering: .relaxed) == expected)
      }
    }
    withExtendedLifetime(tally) {}
  }

  @Test(arguments: [2, 3, 6]) func meetingsOrderWritesAndReads(threads: Int) {
    let tally = Tally(count: threads)
    let pool = pool(threads, tally) { context, index in
      let tally = Unmanaged<Tally>.fromOpaque(context).takeUnretainedValue()
      for phase in 1...200 {
        if index == phase % 2 { tally.phase = phase }
        tally.barrier.wait()
        if tally.phase != phase { tally.mistakes.add(1, ordering: .relaxed) }
        tally.barrier.wait()
      }
    }
    for _ in 0..<(threads > 2 ? 3 : 50) { pool.run() }
    #expect(tally.mistakes.load(ordering: .relaxed) == 0)
    withExtendedLifetime(tally) {}
  }

  @Test func sleepersWake() {
    let tally = Tally(count: 2)
    let pool = pool(2, tally) { context, index in
      let tally = Unmanaged<Tally>.fromOpaque(context).takeUnretainedValue()
      // Long after the other thread stopped waiting awake.
      let patience = 2 * WaitWord.yieldNanoseconds
      if index == 0 { edge_sleep_until_ns(edge_monotonic_ns() + patience) }
      tally.barrier.wait()
      tally.runs.add(1, ordering: .relaxed)
    }
    for _ in 0..<20 {
      pool.run()
      edge_sleep_until_ns(edge_monotonic_ns() + 5_000_000)
    }
    #expect(tally.runs.load(ordering: .relaxed) == 40)
    withExtendedLifetime(tally) {}
  }

  @Test func poolsEndAtOnceAndAsleep() {
    for round in 0..<200 {
      let tally = Tally(count: 3)
      let pool = pool(3, tally) { _, _ in }
      if round % 4 == 0 { pool.stayAwake(until: .max) }
      if round % 3 == 0 { pool.run() }
      if round % 50 == 0 { edge_sleep_until_ns(edge_monotonic_ns() + 2_000_000) }
      withExtendedLifetime(tally) {}
    }
  }

  @Test func sharesTileTheWhole() {
    for total in [0, 1, 2, 7, 100] {
      for count in 1...9 {
        var next = 0
        for index in 0..<count {
          let share = Share(index: index, count: count).range(of: total)
          #expect(share.lowerBound == next)
          next = share.upperBound
        }
        #expect(next == total)
      }
    }
  }

  @Test func taperingSharesTileTheWhole() {
    for count in 1...70 {
      for most in 1...8 {
        let shares = Share(pieces: 3..<3 + count, count: 3 + count).tapered(most: most)
        #expect(shares.count == min(count, most))
        #expect(shares.first?.pieces.lowerBound == 3 && shares.last?.pieces.upperBound == 3 + count)
        for (share, next) in zip(shares, shares.dropFirst()) {
          #expect(share.pieces.upperBound == next.pieces.lowerBound)
          #expect(share.pieces.count >= next.pieces.count && next.pieces.count > 0)
        }
      }
    }
    #expect(Share(pieces: 0..<16, count: 16).tapered(most: 8).map(\.pieces.count) == [3, 3, 2, 2, 2, 2, 1, 1])
  }
}

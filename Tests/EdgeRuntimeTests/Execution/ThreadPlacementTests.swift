import CPlatform
import Testing

@testable import EdgeRuntime

/// Threads of a pool stay off each other's processors.
struct ThreadPlacementTests {
  /// Where a pool's threads ran.
  private final class Places {
    nonisolated(unsafe) var processors = [Int32](repeating: -1, count: 2)
  }

  @Test(.enabled(if: edge_online_processors() >= 2)) func aWorkerLeavesTheCallersProcessor() {
    let places = Places()
    let pool = ThreadPool(threadCount: 2, context: Unmanaged.passUnretained(places).toOpaque()) { context, index in
      let places = Unmanaged<Places>.fromOpaque(context).takeUnretainedValue()
      places.processors[index] = edge_current_processor()
    }
    var apart = 0
    for _ in 0..<50 {
      pool.run()
      if places.processors[0] != places.processors[1] { apart += 1 }
      // Both asleep between steps, as in a control loop.
      edge_sleep_until_ns(edge_monotonic_ns() + 2_000_000)
    }
    // The caller may be moved while it asks; without placement they are together always on an idle machine.
    #expect(apart >= 10, "apart in \(apart) of 50 runs")
    withExtendedLifetime(places) {}
  }

  @Test func moreThreadsThanProcessorsAreLeftAlone() {
    let placement = ThreadPlacement(threadCount: Int(edge_online_processors()) + 1)
    var processor: Int32 = -1
    placement.noteCaller()
    placement.place(1, on: &processor)
    #expect(processor == -1)
  }
}

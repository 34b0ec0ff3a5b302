import Synchronization

/// A meeting point of a fixed number of threads, cheap when all are running.
///
/// The last to arrive opens the next generation. The others wait for it as `WaitWord` does with long patience,
/// since the usual wait is about a microsecond.
final class Barrier: Sendable {
  private let arrived = Atomic<UInt32>(0)
  private let generation: WaitWord
  private let count: UInt32

  init(count: Int) {
    self.count = UInt32(count)
    generation = WaitWord()
  }

  func wait() {
    let current = generation.value
    if arrived.add(1, ordering: .acquiringAndReleasing).newValue == count {
      arrived.store(0, ordering: .relaxed)
      generation.advance()
      return
    }
    generation.wait(while: current, .long)
  }
}

import CPlatform
import Synchronization

/// A counter that threads wait on: spinning, then offering the processor to others, then asleep in the kernel.
///
/// It has its cache lines for itself, so that spinning disturbs nobody.
@safe final class WaitWord: Sendable {
  /// How long a thread stays awake for what it waits for.
  enum Patience {
    /// Asleep after the spin, but not before this moment of the monotonic clock: what comes next may be a control
    /// period away.
    case awake(until: UInt64)
    /// Awake for 20 ms: what comes next is microseconds away, unless the other thread has just been woken itself. Were
    /// this one asleep by then, it would have to be woken in turn, and so on at every meeting of the step.
    case long
  }

  /// Rounds of spinning: about 100 µs, well above the length of an operation.
  private static let spinRounds = 4000
  /// How long `Patience.long` offers the processor to others before it sleeps.
  static let yieldNanoseconds: UInt64 = 20_000_000

  // SAFETY: allocated in init, freed in deinit, and only used through atomics in between.
  private nonisolated(unsafe) let word: UnsafeMutablePointer<Atomic<UInt32>>
  private let sleepers = Atomic<UInt32>(0)

  init() {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 128)
    unsafe word = memory.bindMemory(to: Atomic<UInt32>.self, capacity: 1)
    unsafe word.initialize(to: Atomic(0))
    // Both calls return at once here. Made now, the first of them in a step finds its pages and symbols in place.
    unsafe edge_wait_while_equal(word, 1)
    unsafe edge_wake_all(word)
  }

  deinit {
    unsafe word.deinitialize(count: 1)
    unsafe UnsafeMutableRawPointer(word).deallocate()
  }

  var value: UInt32 { unsafe word.pointee.load(ordering: .acquiring) }

  /// Counts up and wakes who sleeps.
  ///
  /// Sequential consistency pairs with `wait`: either the sleeper sees the new value or this sees the sleeper.
  func advance() {
    unsafe word.pointee.add(1, ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 { unsafe edge_wake_all(word) }
  }

  /// Returns when the value is no longer `old`.
  func wait(while old: UInt32, _ patience: Patience) {
    if spins(while: old) { return }
    switch patience {
    case .awake(let moment):
      while edge_monotonic_ns() < moment {
        edge_yield()
        if spins(while: old) { return }
      }
    case .long:
      let deadline = edge_monotonic_ns() &+ WaitWord.yieldNanoseconds
      while edge_monotonic_ns() < deadline {
        if value != old { return }
        edge_yield()
      }
    }
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while unsafe word.pointee.load(ordering: .sequentiallyConsistent) == old { unsafe edge_wait_while_equal(word, old) }
    sleepers.subtract(1, ordering: .relaxed)
  }

  /// Spins; returns whether the value is no longer `old`.
  private func spins(while old: UInt32) -> Bool {
    for _ in 0..<WaitWord.spinRounds {
      if value != old { return true }
      edge_spin_hint()
    }
    return false
  }
}

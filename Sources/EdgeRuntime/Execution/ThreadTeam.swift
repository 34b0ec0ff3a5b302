import CPlatform
import Synchronization

/// The threads of a policy, and the runs of its program that they share.
final class ThreadTeam {
  // SAFETY: the pool ends its threads before this object and the box that they are handed go away.

  /// What the threads see.
  private final class Shared {
    /// Those that can be shared.
    let sharings: [StepSharing]
    /// Which of them was begun last.
    let current = Atomic<Int>(0)

    init(_ sharings: [StepSharing]) { self.sharings = sharings }
  }

  private let shared: Shared
  private var pool: ThreadPool?

  var threadCount: Int { pool?.threadCount ?? 1 }

  /// Starts `threadCount` − 1 threads.
  init(_ sharings: [StepSharing], threadCount: Int) {
    let shared = Shared(sharings)
    self.shared = shared
    pool = unsafe ThreadPool(
      threadCount: threadCount, meetsAtEnd: false, context: Unmanaged.passUnretained(shared).toOpaque()
    ) {
      let shared = unsafe Unmanaged<Shared>.fromOpaque($0).takeUnretainedValue()
      // A late thread may find a newer run than it was asked for, and then finds nothing to do when it asks again.
      shared.sharings[shared.current.load(ordering: .acquiring)].work(index: $1)
    }
  }

  deinit {
    // The threads end before what they look at.
    pool = nil
  }

  /// Whether one of `count` threads did far less of the last run than its part.
  func wasDisturbed(threads count: Int) -> Bool {
    shared.sharings[shared.current.load(ordering: .relaxed)].wasDisturbed(threadCount: count)
  }

  /// Lets threads that will have nothing to do stay awake until `moment` of the monotonic clock.
  func stayAwake(until moment: UInt64) { pool?.stayAwake(until: moment) }

  /// Does run `index` with `count` threads.
  func run(_ index: Int, threads count: Int, recording timeline: StepTimeline?) {
    shared.sharings[index].begin(recording: timeline)
    shared.current.store(index, ordering: .releasing)
    pool?.run(threads: count)
  }
}

import CPlatform
import Synchronization

/// Keeps a pool's threads on processors of their own.
///
/// Left to itself the kernel likes to run a woken thread where its waker runs, since they seem to share data. In a
/// control loop, where all sleep between steps, two threads then share one processor while another idles: a step of
/// 0.8 ms took 7. So thread i runs on the i-th allowed processor after the caller's, and moves when the caller did.
final class ThreadPlacement: Sendable {
  // SAFETY: the kernel reads one number of the one that is there.

  /// Processors the process may run on; empty where there are fewer than threads, which are then left alone.
  private let processors: [Int32]
  /// The caller's place among `processors`.
  private let caller = Atomic<Int>(0)

  init(threadCount: Int) {
    let count = edge_online_processors()
    var processors: [Int32] = []
    if threadCount > 1 && threadCount <= Int(count) {
      for index in 0..<count { processors.append(edge_allowed_processor(index)) }
    }
    self.processors = processors.contains(-1) ? [] : processors
  }

  /// Tells where the thread that asks for work runs.
  func noteCaller() {
    guard !processors.isEmpty else { return }
    let current = edge_current_processor()
    for index in processors.indices where processors[index] == current {
      caller.store(index, ordering: .relaxed)
    }
  }

  /// Moves the calling thread to its processor, if it is not there.
  ///
  /// - Parameters:
  ///   - index: The thread, from 1.
  ///   - processor: Where it was put last, -1 for nowhere.
  func place(_ index: Int, on processor: inout Int32) {
    guard !processors.isEmpty else { return }
    let wanted = processors[(caller.load(ordering: .relaxed) + index) % processors.count]
    guard wanted != processor else { return }
    // A refusal leaves the thread where the kernel put it: slower at worst.
    unsafe withUnsafePointer(to: wanted) { _ = unsafe edge_restrict_thread($0, 1) }
    processor = wanted
  }
}

import CPlatform
import Synchronization

/// Threads made once, which run one piece of work together each time they are asked.
///
/// The caller is thread 0 and is left where it is. The others wait for the next request, spinning briefly, then asleep;
/// each keeps to a processor of its own beside the caller's (`ThreadPlacement`).
final class ThreadPool {
  /// What the threads do together: called with the context and the thread's index.
  typealias Body = @convention(c) (UnsafeMutableRawPointer, Int) -> Void

  /// What caller and workers both see.
  private final class Shared {
    let request = WaitWord()
    let stops = Atomic<Bool>(false)
    let placement: ThreadPlacement
    let body: Body
    let context: UnsafeMutableRawPointer
    /// Set before the first request, when it is known how many threads there are.
    var finished = Barrier(count: 1)

    init(threadCount: Int, body: Body, context: UnsafeMutableRawPointer) {
      placement = ThreadPlacement(threadCount: threadCount)
      self.body = body
      self.context = context
    }
  }

  /// What a thread is started with.
  private final class Start {
    let shared: Shared
    let index: Int

    init(shared: Shared, index: Int) {
      self.shared = shared
      self.index = index
    }

    func loop() {
      var seen: UInt32 = 0
      var processor: Int32 = -1
      while true {
        shared.request.wait(while: seen, .brief)
        seen &+= 1
        if shared.stops.load(ordering: .acquiring) { return }
        shared.placement.place(index, on: &processor)
        shared.body(shared.context, index)
        shared.finished.wait()
      }
    }
  }

  private let shared: Shared
  private var threads: [UInt] = []

  /// Threads, the caller included; fewer than asked for where the system gives no more.
  var threadCount: Int { threads.count + 1 }

  /// Starts `threadCount` − 1 threads; `context` must outlive the pool.
  init(threadCount: Int, context: UnsafeMutableRawPointer, body: @escaping Body) {
    shared = Shared(threadCount: threadCount, body: body, context: context)
    for index in stride(from: 1, to: threadCount, by: 1) {
      let start = Unmanaged.passRetained(Start(shared: shared, index: index))
      var handle: UInt = 0
      let status = edge_thread_start(
        &handle,
        { context in
          guard let context else { return }
          Unmanaged<Start>.fromOpaque(context).takeRetainedValue().loop()
        }, start.toOpaque())
      guard status == 0 else {
        start.release()
        break
      }
      threads.append(handle)
    }
    shared.finished = Barrier(count: self.threadCount)
  }

  deinit {
    shared.stops.store(true, ordering: .releasing)
    shared.request.advance()
    for thread in threads { edge_thread_join(thread) }
  }

  /// Runs the body on all threads and returns when all are done.
  func run() {
    shared.placement.noteCaller()
    shared.request.advance()
    shared.body(shared.context, 0)
    shared.finished.wait()
  }
}

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
  @safe private final class Shared {
    // SAFETY: the context outlives the threads: whoever made the pool ends it first.
    /// One for each thread but the caller's.
    let requests: [WaitWord]
    /// How many have started.
    let started = WaitWord()
    let stops = Atomic<Bool>(false)
    /// Until when threads without work stay awake.
    let awakeUntil = Atomic<UInt64>(0)
    let placement: ThreadPlacement
    let body: Body
    let context: UnsafeMutableRawPointer
    let meetsAtEnd: Bool
    /// Set before the first request, when it is known how many threads there are.
    var finished = Barrier(count: 1)

    init(threadCount: Int, meetsAtEnd: Bool, body: Body, context: UnsafeMutableRawPointer) {
      self.meetsAtEnd = meetsAtEnd
      requests = (1..<threadCount).map { _ in WaitWord() }
      placement = ThreadPlacement(threadCount: threadCount)
      unsafe self.body = body
      unsafe self.context = context
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
      let request = shared.requests[index - 1]
      var seen: UInt32 = 0
      var processor: Int32 = -1
      shared.started.advance()
      while true {
        request.wait(while: seen, .awake(until: shared.awakeUntil.load(ordering: .relaxed)))
        // A thread that was late has missed requests that were met without it.
        seen = request.value
        if shared.stops.load(ordering: .acquiring) { return }
        shared.placement.place(index, on: &processor)
        unsafe shared.body(shared.context, index)
        if shared.meetsAtEnd { shared.finished.wait() }
      }
    }
  }

  private let shared: Shared
  private var threads: [UInt] = []

  /// Threads, the caller included; fewer than asked for where the system gives no more.
  var threadCount: Int { threads.count + 1 }

  /// Starts `threadCount` − 1 threads; `context` must outlive the pool.
  ///
  /// - Parameter meetsAtEnd: Whether `run` waits until every thread has run the body, and once; else the body sees to
  ///   it that nothing is left undone, and a thread may still be in it, or come to it, after `run` has returned.
  init(
    threadCount: Int, meetsAtEnd: Bool = true, context: UnsafeMutableRawPointer, body: @escaping Body
  ) {
    shared = unsafe Shared(threadCount: threadCount, meetsAtEnd: meetsAtEnd, body: body, context: context)
    for index in stride(from: 1, to: threadCount, by: 1) {
      let start = unsafe Unmanaged.passRetained(Start(shared: shared, index: index))
      var handle: UInt = 0
      let status = unsafe edge_thread_start(
        &handle,
        { context in
          guard let context = unsafe context else { return }
          unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue().loop()
        }, unsafe start.toOpaque())
      guard status == 0 else {
        unsafe start.release()
        break
      }
      threads.append(handle)
    }
    shared.finished = Barrier(count: self.threadCount)
    // What the system does for a new thread it then does not in a step.
    var count = shared.started.value
    while count < threads.count {
      shared.started.wait(while: count, .long)
      count = shared.started.value
    }
  }

  deinit {
    shared.stops.store(true, ordering: .releasing)
    for request in shared.requests { request.advance() }
    for thread in threads { edge_thread_join(thread) }
  }

  /// Lets threads that will have nothing to do stay awake until `moment` of the monotonic clock.
  func stayAwake(until moment: UInt64) { shared.awakeUntil.store(moment, ordering: .relaxed) }

  /// Runs the body on all threads, or without meeting at the end on the first `count`; on the caller's until it
  /// returns.
  func run(threads count: Int = .max) {
    shared.placement.noteCaller()
    for thread in 1..<max(shared.meetsAtEnd ? threadCount : min(count, threadCount), 1) {
      shared.requests[thread - 1].advance()
    }
    unsafe shared.body(shared.context, 0)
    if shared.meetsAtEnd { shared.finished.wait() }
  }
}

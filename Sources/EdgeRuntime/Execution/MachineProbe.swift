import CPlatform

/// Measures what a machine can do at best: the limits a step is compared with.
///
/// All threads work at once, as they do in a step, each on its own part. The figures are the best of rounds of
/// a few milliseconds: a shared machine disturbs some of them, and a limit is what was reached once.
@safe public final class MachineProbe {
  // SAFETY: results are a stride apart for each thread, allocated in init and freed after the threads have ended.
  @safe private enum Work {
    case nothing
    case read(floats: UnsafePointer<Float>, countPerThread: Int, passes: Int)
    case multiplyAdd(rounds: Int)
    case integer(rounds: Int)
    case meet(rounds: Int)
  }

  /// Least and most bytes that `readBytesPerSecond` reads in one sweep.
  public static let readByteCounts = 64 << 10...512 << 20

  private static let roundCount = 9
  /// Long beside starting the threads, short beside a slice of the scheduler.
  private static let roundNanoseconds: UInt64 = 4_000_000
  private static let multiplyAddsPerRound = 96
  private static let integersPerRound = 512
  /// Results are kept a cache line apart, so that threads do not disturb each other.
  private static let resultStride = 32

  private let kernels: KernelSet
  private let results: UnsafeMutablePointer<Float>
  private let board: WorkBoard
  /// Rounds that the threads have met in.
  private var roundCount: UInt64 = 0
  private var work = Work.nothing
  private var pool: ThreadPool?

  /// Threads that work at once; fewer than asked for where the system gives no more.
  public var threadCount: Int { pool?.threadCount ?? 1 }

  /// Starts the threads.
  public init(kernels: KernelSet, threadCount: Int) {
    precondition(threadCount >= 1, "a probe needs a thread")
    self.kernels = kernels
    let resultCount = threadCount * MachineProbe.resultStride
    unsafe results = .allocate(capacity: resultCount)
    unsafe results.initialize(repeating: 0, count: resultCount)
    board = WorkBoard(portionCount: threadCount)
    guard threadCount > 1 else { return }
    pool = unsafe ThreadPool(threadCount: threadCount, context: Unmanaged.passUnretained(self).toOpaque()) {
      unsafe Unmanaged<MachineProbe>.fromOpaque($0).takeUnretainedValue().run(index: $1)
    }
  }

  deinit {
    pool = nil
    unsafe results.deallocate()
  }

  /// The rate of reading `byteCount` bytes again and again: of memory, or of the cache they fit in.
  ///
  /// - Parameter byteCount: Brought into `readByteCounts`.
  /// - Returns: Bytes a second of all threads together, or nil without the memory for it.
  public func readBytesPerSecond(byteCount: Int) -> Double? {
    let limits = MachineProbe.readByteCounts
    let wanted = min(max(byteCount, limits.lowerBound), limits.upperBound)
    // The kernels read 64 floats at a time.
    let countPerThread = (wanted / threadCount + 255) / 256 * 64
    let total = 4 * countPerThread * threadCount
    guard let memory = Memory(byteCount: total) else { return nil }
    let floats = unsafe UnsafePointer(memory.start.assumingMemoryBound(to: Float.self))
    let rate = bestRate { unsafe .read(floats: floats, countPerThread: countPerThread, passes: $0) }
    work = .nothing
    withExtendedLifetime(memory) {}
    return rate * Double(total)
  }

  /// The rate of fused multiply-adds on floats in registers, each lane counted, of all threads together.
  public func multiplyAddsPerSecond() -> Double {
    bestRate { .multiplyAdd(rounds: $0) } * Double(MachineProbe.multiplyAddsPerRound * threadCount)
  }

  /// The rate of multiply-adds of bytes in registers, of all threads together.
  public func integerMultiplyAddsPerSecond() -> Double {
    bestRate { .integer(rounds: $0) } * Double(MachineProbe.integersPerRound * threadCount)
  }

  /// What it takes threads at least to share an operation, zero for one thread.
  ///
  /// Each claims a part, says that it is done, and waits for the others'.
  public func meetingSeconds() -> Double {
    threadCount > 1 ? 1 / bestRate { .meet(rounds: $0) } : 0
  }

  private func meet(_ index: Int, rounds: Int) {
    for round in roundCount + 1...roundCount + UInt64(rounds) {
      if board.claim(from: index, of: 1, round: round) != nil, board.beginWriting(0, of: index, round: round) {
        board.endWriting(0, of: index, round: round)
      }
      for other in 0..<threadCount {
        while !board.isDone(other, of: 1, round: round) { edge_spin_hint() }
      }
    }
  }

  /// Repetitions a second of the work that `make` gives for a number of repetitions.
  private func bestRate(_ make: (Int) -> Work) -> Double {
    // Doubling until a round is long enough also wakes the clock from idling.
    var repetitions = 1
    while time(make(repetitions)) < MachineProbe.roundNanoseconds, repetitions < 1 << 40 { repetitions *= 2 }
    var least = UInt64.max
    for _ in 0..<MachineProbe.roundCount { least = min(least, time(make(repetitions))) }
    return Double(repetitions) / (Double(max(least, 1)) * 1e-9)
  }

  private func time(_ work: Work) -> UInt64 {
    self.work = work
    let start = edge_monotonic_ns()
    if let pool { pool.run() } else { run(index: 0) }
    if case .meet(let rounds) = work { roundCount += UInt64(rounds) }
    return edge_monotonic_ns() - start
  }

  private func run(index: Int) {
    var sum: Float = 0
    switch work {
    case .nothing: break
    case .read(let floats, let count, let passes):
      for _ in 0..<passes { unsafe sum += kernels.readProbe(floats + index * count, count) }
    case .multiplyAdd(let rounds): sum = kernels.multiplyAddProbe(rounds)
    case .meet(let rounds): meet(index, rounds: rounds)
    case .integer(let rounds): sum = Float(kernels.integerProbe(rounds))
    }
    unsafe results[index * MachineProbe.resultStride] = sum
  }
}

import CPlatform

/// Runs a validated program.
///
/// Everything is allocated here, once; a step allocates nothing and cannot fail.
final class Executor {
  let context: ExecutionContext
  let samplerRowCount: Int
  private let memory: Memory
  /// Held here, since a thread may be late and still read them.
  private let weights: Memory
  private let operations: UnsafeMutablePointer<Operation>
  private let operationCount: Int
  private let network: Range<Int>
  private var pool: ThreadPool?
  /// How threads share a step; nil where there is one.
  private(set) var sharing: StepSharing?

  /// Chooses how many threads steps use; without it they use all.
  private var governor: ThreadGovernor?

  /// Threads there are.
  var threadCount: Int { pool?.threadCount ?? 1 }
  /// Threads that the next step uses.
  var activeThreadCount: Int { governor?.threadCount ?? threadCount }
  /// Steps that used fewer threads than there are.
  private(set) var reducedStepCount = 0
  /// Bytes of arena and private memory.
  let workingByteCount: Int

  /// - Parameter weights: The weights section.
  init(
    program: Program, sampler: [SamplerRow], tensors: TensorTable, weights: Memory, kernels: KernelSet, threadCount: Int
  ) throws(PolicyFileError) {
    let (stagingOffset, scratchStride) = Executor.scratchCounts(
      of: program, samplerRows: sampler.count, isStaged: threadCount > 1)
    let arenaByteCount = program.arenaByteCount
    workingByteCount = max(arenaByteCount + 4 * scratchStride * threadCount, 64)
    guard let memory = Memory(byteCount: workingByteCount) else {
      throw .outOfMemory(byteCount: UInt64(workingByteCount))
    }
    self.memory = memory
    self.weights = weights
    samplerRowCount = sampler.count
    network = program.network
    operationCount = program.operations.count
    operations = .allocate(capacity: operationCount)
    for (index, operation) in program.operations.enumerated() { (operations + index).initialize(to: operation) }
    let arena = memory.start
    let buffers = UnsafeMutablePointer<UnsafeMutablePointer<Float>>.allocate(capacity: program.buffers.count)
    for (index, buffer) in program.buffers.enumerated() {
      (buffers + index).initialize(to: (arena + buffer.byteOffset).assumingMemoryBound(to: Float.self))
    }
    let runs = UnsafeMutablePointer<UnsafeRawPointer>.allocate(capacity: max(tensors.entries.count, 1))
    for (index, entry) in tensors.entries.enumerated() {
      (runs + index).initialize(to: UnsafeRawPointer(weights.start + Int(entry.byteOffset)))
    }
    let rows = UnsafeMutablePointer<SamplerRow>.allocate(capacity: sampler.count)
    for (index, row) in sampler.enumerated() { (rows + index).initialize(to: row) }
    context = ExecutionContext(
      kernels: kernels, buffers: buffers, tensors: runs, sampler: rows,
      scratch: (arena + arenaByteCount).assumingMemoryBound(to: Float.self), scratchStride: scratchStride,
      stagingOffset: stagingOffset)
    guard threadCount > 1 else { return }
    let table = StageTable(program: program, samplerRows: sampler.count, threads: threadCount)
    let sharing = StepSharing(table: table, operations: operations, context: context, samplerRowCount: sampler.count)
    self.sharing = sharing
    pool = ThreadPool(
      threadCount: threadCount, meetsAtEnd: false, context: Unmanaged.passUnretained(sharing).toOpaque()
    ) {
      Unmanaged<StepSharing>.fromOpaque($0).takeUnretainedValue().work(index: $1)
    }
  }

  /// Floats of a thread's private memory before what it has not yet published, and with it.
  private static func scratchCounts(
    of program: Program, samplerRows: Int, isStaged: Bool
  ) -> (stagingOffset: Int, stride: Int) {
    var scratchCount = 0
    var stagingCount = 0
    for operation in program.operations {
      scratchCount = max(scratchCount, operation.facts(samplerRows: samplerRows).scratchCount)
      if isStaged { stagingCount = max(stagingCount, operation.stagingCount(.whole)) }
    }
    let offset = (scratchCount + 31) / 32 * 32
    // Never nothing, so that too many threads fail here.
    return (offset, max(offset + (stagingCount + 31) / 32 * 32, 32))
  }

  deinit {
    pool = nil
    operations.deinitialize(count: operationCount)
    operations.deallocate()
    context.buffers.deallocate()
    context.tensors.deallocate()
    context.sampler.deallocate()
  }

  /// Runs the whole program once.
  ///
  /// - Parameter timeline: Where to note where the time goes.
  func step(recording timeline: StepTimeline? = nil) {
    let count = activeThreadCount
    guard governor != nil else { return step(threads: count, recording: timeline) }
    let start = edge_monotonic_ns()
    step(threads: count, recording: timeline)
    let now = edge_monotonic_ns()
    let isDisturbed = count > 1 && sharing?.wasDisturbed(threadCount: count) ?? false
    governor?.note(nanoseconds: now - start, isDisturbed: isDisturbed, now: now)
    if count < threadCount { reducedStepCount += 1 }
  }

  private func step(threads count: Int, recording timeline: StepTimeline? = nil) {
    timeline?.begin(at: edge_monotonic_ns())
    if let pool, let sharing, count > 1 {
      sharing.begin(recording: timeline)
      pool.run(threads: count)
    } else {
      stepAlone(recording: timeline)
    }
    timeline?.met(at: edge_monotonic_ns())
  }

  /// Measures steps with one thread, two and so on, and lets steps use as few as are as fast as any, from then on as
  /// `ThreadGovernor` finds.
  func adaptThreads() {
    guard threadCount > 1 else { return }
    var least = [UInt64](repeating: .max, count: threadCount + 1)
    for _ in 0..<Executor.measuredSteps {
      for count in 1...threadCount {
        let start = edge_monotonic_ns()
        step(threads: count)
        least[count] = min(least[count], edge_monotonic_ns() - start)
      }
    }
    let best = Double(least.min() ?? 0)
    var count = 1
    while Double(least[count]) > Executor.asFast * best { count += 1 }
    governor = ThreadGovernor(threadCount: count, most: threadCount, now: edge_monotonic_ns())
  }

  /// Steps with each number of threads; the fastest counts.
  private static let measuredSteps = 3
  /// How much longer a step may take and count as as fast.
  private static let asFast = 1.03

  private func stepAlone(recording timeline: StepTimeline?) {
    var worker = Worker(index: 0)
    for row in 0..<samplerRowCount {
      worker.samplerRow = row
      let first = row == 0 ? 0 : network.lowerBound
      let end = row == samplerRowCount - 1 ? operationCount : network.upperBound
      for index in first..<end {
        timeline?.met(at: edge_monotonic_ns())
        execute(index, &worker)
        timeline?.finished(index, at: edge_monotonic_ns())
      }
    }
  }

  @inline(never) private func execute(_ index: Int, _ worker: inout Worker) {
    worker.preparation = nil
    operations[index].execute(.whole, in: context, worker: &worker)
  }

  /// A moment at which a traced operation's output can be looked at.
  enum TraceStage {
    /// Nothing was done: its input may be changed.
    case start
    /// An operation with a recorded input before it is used up; of an integer product its sums are there.
    case sums
    /// A product's output as FiLM and residual have not touched it.
    case beforeFilm
    /// All was done.
    case end
  }

  /// Runs the program on this thread alone, calling `visit` at each stage of the operations of the encode part and of
  /// the first round of the network.
  func trace(_ visit: (_ operation: Int, _ stage: TraceStage) -> Void) {
    var worker = Worker(index: 0)
    for row in 0..<samplerRowCount {
      worker.samplerRow = row
      let first = row == 0 ? 0 : network.lowerBound
      let end = row == samplerRowCount - 1 ? operationCount : network.upperBound
      for index in first..<end {
        if row == 0 { traceProduct(index, worker, visit) }
        execute(index, &worker)
        if row == 0 { visit(index, .end) }
      }
    }
  }

  /// Runs what a product does before it ends; another run of it changes nothing.
  private func traceProduct(_ index: Int, _ start: Worker, _ visit: (_ operation: Int, _ stage: TraceStage) -> Void) {
    var worker = start
    visit(index, .start)
    let hasRecordedInput = operations[index].recordedInput != nil
    guard case .product = operations[index] else {
      if hasRecordedInput { visit(index, .sums) }
      return
    }
    if hasRecordedInput {
      worker.stopsAfterSums = true
      execute(index, &worker)
      visit(index, .sums)
      worker.stopsAfterSums = false
    }
    worker.stopsAfterNorm = true
    execute(index, &worker)
    visit(index, .beforeFilm)
  }
}

import CPlatform

/// Runs a validated program.
///
/// Everything is allocated here, once; a step allocates nothing and cannot fail.
final class Executor {
  let context: ExecutionContext
  let samplerRowCount: Int
  private let memory: Memory
  private let entries: UnsafeMutablePointer<ExecutionPlan.Entry>
  private let entryCount: Int
  private let network: Range<Int>
  private var barrier = Barrier(count: 1)
  private var pool: ThreadPool?
  /// Where this step's times go, if anybody asked for them.
  private var timeline: StepTimeline?

  /// Threads that share a step.
  var threadCount: Int { pool?.threadCount ?? 1 }
  /// Bytes of arena and private memory.
  let workingByteCount: Int

  /// - Parameter weights: The weights section, which must outlive the executor.
  init(
    program: Program, sampler: [SamplerRow], tensors: TensorTable, weights: UnsafeMutableRawPointer,
    kernels: KernelSet, threadCount: Int
  ) throws(PolicyFileError) {
    let plan = ExecutionPlan(program: program, samplerRows: sampler.count)
    var scratchCount = 0
    for operation in program.operations {
      scratchCount = max(scratchCount, operation.facts(samplerRows: sampler.count).scratchCount)
    }
    let scratchStride = (scratchCount + 31) / 32 * 32
    let arenaByteCount = program.arenaByteCount
    workingByteCount = max(arenaByteCount + 4 * scratchStride * threadCount, 64)
    guard let memory = Memory(byteCount: workingByteCount) else {
      throw .outOfMemory(byteCount: UInt64(workingByteCount))
    }
    self.memory = memory
    samplerRowCount = sampler.count
    network = plan.network
    entryCount = plan.entries.count
    entries = .allocate(capacity: entryCount)
    for (index, entry) in plan.entries.enumerated() { (entries + index).initialize(to: entry) }
    let arena = memory.start
    let buffers = UnsafeMutablePointer<UnsafeMutablePointer<Float>>.allocate(capacity: program.buffers.count)
    for (index, buffer) in program.buffers.enumerated() {
      (buffers + index).initialize(to: (arena + buffer.byteOffset).assumingMemoryBound(to: Float.self))
    }
    let runs = UnsafeMutablePointer<UnsafeRawPointer>.allocate(capacity: max(tensors.entries.count, 1))
    for (index, entry) in tensors.entries.enumerated() {
      (runs + index).initialize(to: UnsafeRawPointer(weights + Int(entry.byteOffset)))
    }
    let rows = UnsafeMutablePointer<SamplerRow>.allocate(capacity: sampler.count)
    for (index, row) in sampler.enumerated() { (rows + index).initialize(to: row) }
    context = ExecutionContext(
      kernels: kernels, buffers: buffers, tensors: runs, sampler: rows,
      scratch: (arena + arenaByteCount).assumingMemoryBound(to: Float.self), scratchStride: scratchStride)
    start(threadCount: threadCount)
  }

  private func start(threadCount: Int) {
    guard threadCount > 1 else { return }
    let pool = ThreadPool(threadCount: threadCount, context: Unmanaged.passUnretained(self).toOpaque()) {
      Unmanaged<Executor>.fromOpaque($0).takeUnretainedValue().work(index: $1)
    }
    barrier = Barrier(count: pool.threadCount)
    self.pool = pool
  }

  deinit {
    pool = nil
    entries.deinitialize(count: entryCount)
    entries.deallocate()
    context.buffers.deallocate()
    context.tensors.deallocate()
    context.sampler.deallocate()
  }

  /// Runs the whole program once.
  func step() {
    if let pool { pool.run() } else { work(index: 0) }
  }

  /// Runs the whole program once, noting in `timeline` where the time goes.
  func step(recording timeline: StepTimeline) {
    self.timeline = timeline
    timeline.begin(at: edge_monotonic_ns())
    step()
    timeline.met(at: edge_monotonic_ns())
    self.timeline = nil
  }

  private func work(index: Int) {
    var worker = Worker(index: index, count: threadCount)
    run(0..<network.lowerBound, worker)
    for row in 0..<samplerRowCount {
      worker.samplerRow = row
      run(network, worker)
    }
    run(network.upperBound..<entryCount, worker)
  }

  private func run(_ range: Range<Int>, _ worker: Worker) {
    if worker.index == 0, let timeline { return run(range, worker, recording: timeline) }
    for index in range {
      if entries[index].meetsBefore && worker.count > 1 { barrier.wait() }
      if entries[index].isShared || worker.index == 0 {
        entries[index].operation.execute(in: context, worker: worker)
      }
    }
  }

  private func run(_ range: Range<Int>, _ worker: Worker, recording timeline: StepTimeline) {
    for index in range {
      if entries[index].meetsBefore && worker.count > 1 { barrier.wait() }
      timeline.met(at: edge_monotonic_ns())
      entries[index].operation.execute(in: context, worker: worker)
      timeline.finished(index, at: edge_monotonic_ns())
    }
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
    var worker = Worker(index: 0, count: 1)
    for row in 0..<samplerRowCount {
      worker.samplerRow = row
      let first = row == 0 ? 0 : network.lowerBound
      let end = row == samplerRowCount - 1 ? entryCount : network.upperBound
      for index in first..<end {
        if row == 0 { traceProduct(index, worker, visit) }
        entries[index].operation.execute(in: context, worker: worker)
        if row == 0 { visit(index, .end) }
      }
    }
  }

  /// Runs what a product does before it ends; another run of it changes nothing.
  private func traceProduct(_ index: Int, _ start: Worker, _ visit: (_ operation: Int, _ stage: TraceStage) -> Void) {
    var worker = start
    visit(index, .start)
    let hasRecordedInput = entries[index].operation.recordedInput != nil
    guard case .product(let product) = entries[index].operation else {
      if hasRecordedInput { visit(index, .sums) }
      return
    }
    if hasRecordedInput {
      worker.stopsAfterSums = true
      product.execute(in: context, worker: worker)
      visit(index, .sums)
      worker.stopsAfterSums = false
    }
    worker.stopsAfterNorm = true
    product.execute(in: context, worker: worker)
    visit(index, .beforeFilm)
  }
}

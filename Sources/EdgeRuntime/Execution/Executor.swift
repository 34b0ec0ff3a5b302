import CPlatform

/// Runs a validated program.
///
/// Everything is allocated here, once; a step allocates nothing and cannot fail.
final class Executor {
  // SAFETY: `Program.validate` proved that buffers lie in the arena and tensors in the weights; tables have one place
  // for each, and live from init to deinit.

  let context: ExecutionContext
  let samplerRowCount: Int
  private let memory: Memory
  /// Held here, since a thread may be late and still read them.
  private let weights: Weights
  /// A whole step; then, where the program keeps frames apart, the rest of one and the encoders of each frame.
  private let runs: [ProgramRun]
  /// The features of the frames in the window; nil where the program does not keep frames apart.
  let frames: FrameMemory?
  private var team: ThreadTeam?
  /// Chooses how many threads steps use; without it they use all.
  private var governor: ThreadGovernor?

  private static let wholeRun = 0
  private static let restRun = 1
  private static let firstEncoder = 2

  /// Threads there are.
  var threadCount: Int { team?.threadCount ?? 1 }
  /// Threads that the next step uses.
  var activeThreadCount: Int { governor?.threadCount ?? threadCount }
  /// Steps that used fewer threads than there are.
  private(set) var reducedStepCount = 0
  /// Bytes of arena and private memory.
  let workingByteCount: Int
  /// How threads share a whole step; nil where there is one.
  var sharing: StepSharing? { runs[Executor.wholeRun].sharing }

  /// - Parameters:
  ///   - weights: What the program's tensors are in.
  ///   - split: How the program keeps frames apart, if it does.
  init(
    program: Program, split: FrameSplit?, sampler: [SamplerRow], weights: Weights, kernels: KernelSet,
    threadCount: Int
  ) throws(PolicyFileError) {
    // A frame by itself may be worked on in another way than among others, and not in less memory.
    let (stagingOffset, scratchStride) = Executor.scratchCounts(
      of: [program] + (split?.encoders ?? []), samplerRows: sampler.count, isStaged: threadCount > 1)
    let arenaByteCount = program.arenaByteCount
    workingByteCount = max(arenaByteCount + 4 * scratchStride * threadCount, 64)
    guard let memory = Memory(byteCount: workingByteCount) else {
      throw .outOfMemory(byteCount: UInt64(workingByteCount))
    }
    self.memory = memory
    self.weights = weights
    samplerRowCount = sampler.count
    let arena = unsafe memory.start
    let buffers = UnsafeMutablePointer<UnsafeMutablePointer<Float>>.allocate(capacity: program.buffers.count)
    for (index, buffer) in program.buffers.enumerated() {
      unsafe (buffers + index).initialize(to: (arena + buffer.byteOffset).assumingMemoryBound(to: Float.self))
    }
    let places = UnsafeMutablePointer<UnsafeRawPointer>.allocate(capacity: max(weights.tensors.entries.count, 1))
    for index in weights.tensors.entries.indices {
      unsafe (places + index).initialize(to: UnsafeRawPointer(weights.start(of: index)))
    }
    let rows = UnsafeMutablePointer<SamplerRow>.allocate(capacity: sampler.count)
    for (index, row) in sampler.enumerated() { unsafe (rows + index).initialize(to: row) }
    let kernelSet = UnsafeMutablePointer<KernelSet>.allocate(capacity: 1)
    unsafe kernelSet.initialize(to: kernels)
    let context = unsafe ExecutionContext(
      kernelSet: kernelSet, buffers: buffers, tensors: places, sampler: rows,
      scratch: (arena + arenaByteCount).assumingMemoryBound(to: Float.self), scratchStride: scratchStride,
      stagingOffset: stagingOffset)
    self.context = context
    func run(_ program: Program, first: Int = 0) -> ProgramRun {
      ProgramRun(
        program, firstOperation: first, context: context, samplerRows: sampler.count, threadCount: threadCount)
    }
    var runs = [run(program)]
    if let split {
      runs.append(run(split.rest, first: split.operationCount))
      for encoder in split.encoders { runs.append(run(encoder)) }
    }
    self.runs = runs
    frames = split.map { FrameMemory($0) }
    let sharings = runs.compactMap { $0.sharing }
    if !sharings.isEmpty { team = ThreadTeam(sharings, threadCount: threadCount) }
  }

  deinit {
    // Late threads end before what they read.
    team = nil
    unsafe context.buffers.deallocate()
    unsafe context.kernelSet.deinitialize(count: 1)
    unsafe context.kernelSet.deallocate()
    unsafe context.tensors.deallocate()
    unsafe context.sampler.deallocate()
  }

  /// Floats of a thread's private memory before what it has not yet published, and with it.
  private static func scratchCounts(
    of programs: [Program], samplerRows: Int, isStaged: Bool
  ) -> (stagingOffset: Int, stride: Int) {
    var scratchCount = 0
    var stagingCount = 0
    for program in programs {
      for operation in program.operations {
        let facts = operation.facts(samplerRows: samplerRows)
        scratchCount = max(scratchCount, facts.scratchCount)
        if isStaged { stagingCount = max(stagingCount, facts.stagingCount) }
      }
    }
    let offset = (scratchCount + 31) / 32 * 32
    // Never nothing, so that too many threads fail here.
    return (offset, max(offset + (stagingCount + 31) / 32 * 32, 32))
  }

  /// Runs the whole program once.
  ///
  /// - Parameter timeline: Where to note where the time goes.
  func step(recording timeline: StepTimeline? = nil) {
    measured { count in
      timeline?.begin(at: edge_monotonic_ns())
      run(Executor.wholeRun, threads: count, recording: timeline)
      timeline?.met(at: edge_monotonic_ns())
    }
  }

  /// Runs the whole program once for nobody; threads that share steps then stay awake until `moment`.
  func rehearse(awakeUntil moment: UInt64) {
    team?.stayAwake(until: moment)
    run(Executor.wholeRun, threads: activeThreadCount, recording: nil)
  }

  /// Runs what the window's frames do not have behind them: the encoders of those that are new, then the rest.
  func stepByFrames(_ frames: FrameMemory, recording timeline: StepTimeline? = nil) {
    measured { count in
      timeline?.begin(at: edge_monotonic_ns())
      encode(frames, threads: count, recording: timeline)
      frames.restore(in: context)
      run(Executor.restRun, threads: count, recording: timeline)
      timeline?.met(at: edge_monotonic_ns())
    }
  }

  /// Encodes the frames that are new in the window.
  func encode(_ frames: FrameMemory) { encode(frames, threads: activeThreadCount, recording: nil) }

  private func encode(_ frames: FrameMemory, threads count: Int, recording timeline: StepTimeline?) {
    for frame in 0..<runs.count - Executor.firstEncoder where frames.needs(frame) {
      run(Executor.firstEncoder + frame, threads: count, recording: timeline)
      frames.keep(frame, in: context)
    }
  }

  private func run(_ index: Int, threads count: Int, recording timeline: StepTimeline?) {
    if let team, count > 1 {
      team.run(index, threads: count, recording: timeline)
    } else {
      runs[index].runAlone(recording: timeline)
    }
  }

  /// Does a step's work with the number of threads that the governor chose, which learns what came of it.
  private func measured(_ work: (_ threads: Int) -> Void) {
    let count = activeThreadCount
    guard governor != nil else { return work(count) }
    let start = edge_monotonic_ns()
    work(count)
    let now = edge_monotonic_ns()
    // What ran last is most of it.
    let isDisturbed = count > 1 && team?.wasDisturbed(threads: count) ?? false
    governor?.note(nanoseconds: now - start, isDisturbed: isDisturbed, now: now)
    if count < threadCount { reducedStepCount += 1 }
  }

  /// Measures steps with one thread, two and so on, and lets steps use as few as are as fast as any, from then on as
  /// `ThreadGovernor` finds.
  func adaptThreads() {
    guard threadCount > 1 else { return }
    let count = fewestThreads()
    governor = ThreadGovernor(threadCount: count, most: threadCount, now: edge_monotonic_ns())
  }

  /// The fewest threads with which a step is as fast as with any.
  private func fewestThreads() -> Int {
    var least = [UInt64](repeating: .max, count: threadCount + 1)
    for _ in 0..<Executor.measuredSteps {
      for count in stride(from: threadCount, through: 1, by: -1) {
        least[count] = min(least[count], nanoseconds(threads: count))
        // What several threads cost is microseconds: a long step takes all, and is not made a dozen times to be sure.
        if least[threadCount] >= Executor.longStep { return threadCount }
      }
    }
    let best = Double(least.min() ?? 0)
    var count = 1
    while Double(least[count]) > Executor.asFast * best { count += 1 }
    return count
  }

  /// What a step takes.
  private func nanoseconds(threads: Int) -> UInt64 {
    let start = edge_monotonic_ns()
    run(Executor.wholeRun, threads: threads, recording: nil)
    return edge_monotonic_ns() - start
  }

  /// Steps with each number of threads; the fastest counts.
  private static let measuredSteps = 3
  /// From how many nanoseconds on a step is long.
  private static let longStep: UInt64 = 50_000_000
  /// How much longer a step may take and count as as fast.
  private static let asFast = 1.03

  /// Runs the program on this thread alone, calling `visit` at each stage of the operations of the encode part and of
  /// the first round of the network.
  func trace(_ visit: (_ operation: Int, _ stage: ProgramRun.TraceStage) -> Void) {
    runs[Executor.wholeRun].trace(visit)
  }
}

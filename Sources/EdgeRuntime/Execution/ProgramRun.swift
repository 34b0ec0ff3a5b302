import CPlatform

/// A program's operations as one thread runs them or several share them: a whole step's, or a part of it.
final class ProgramRun {
  /// How threads share it; nil where there is one.
  let sharing: StepSharing?
  private let operations: [Operation]
  private let runnable: RunnableProgram
  private let rounds: SamplerRounds
  /// The place of its first operation in the policy's program.
  private let firstOperation: Int

  /// - Parameter threadCount: Threads that it is cut for.
  init(_ program: Program, firstOperation: Int = 0, context: ExecutionContext, samplerRows: Int, threadCount: Int) {
    self.firstOperation = firstOperation
    // Without a network there is nothing to repeat.
    let rowCount = program.network.isEmpty ? 1 : samplerRows
    operations = program.operations
    rounds = SamplerRounds(count: operations.count, network: program.network, rowCount: rowCount)
    runnable = RunnableProgram(operations, context: context)
    guard threadCount > 1 else {
      sharing = nil
      return
    }
    let table = StageTable(
      program: program, samplerRows: rowCount, threads: threadCount, leastSharedWork: context.kernels.leastSharedWork)
    sharing = StepSharing(table: table, runnable: runnable, firstOperation: firstOperation)
  }

  /// Runs all of it on the calling thread.
  func runAlone(recording timeline: StepTimeline?) {
    var worker = Worker(index: 0)
    for row in 0..<rounds.rowCount {
      worker.samplerRow = row
      for index in rounds.places(ofRow: row) {
        timeline?.met(at: edge_monotonic_ns())
        execute(index, &worker)
        timeline?.finished(firstOperation + index, at: edge_monotonic_ns())
      }
    }
  }

  @inline(never) private func execute(_ index: Int, _ worker: inout Worker) {
    worker.preparation = nil
    runnable.execute(index, .whole, &worker)
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

  /// Runs all of it on this thread alone, calling `visit` at each stage of the operations of the encode part and of
  /// the first round of the network.
  func trace(_ visit: (_ operation: Int, _ stage: TraceStage) -> Void) {
    var worker = Worker(index: 0)
    for row in 0..<rounds.rowCount {
      worker.samplerRow = row
      for index in rounds.places(ofRow: row) {
        if row == 0 { traceSums(index, worker, visit) }
        execute(index, &worker)
        if row == 0 { visit(index, .end) }
      }
    }
  }

  /// Runs what a product or a convolution does before it ends; another run of it changes nothing.
  private func traceSums(_ index: Int, _ start: Worker, _ visit: (_ operation: Int, _ stage: TraceStage) -> Void) {
    var worker = start
    visit(index, .start)
    let hasRecordedInput = operations[index].facts(samplerRows: 1).recordedInput != nil
    if hasRecordedInput {
      worker.stopsAfterSums = true
      if operations[index].sums != nil { execute(index, &worker) }
      visit(index, .sums)
      worker.stopsAfterSums = false
    }
    guard case .product = operations[index] else { return }
    worker.stopsAfterNorm = true
    execute(index, &worker)
    visit(index, .beforeFilm)
  }
}

import CPlatform
import Synchronization

/// How threads share a step: they walk the stages of a plan, each at its own pace, and never wait for one that was
/// stopped.
///
/// The first thread is the caller's, and the step is over when it has seen everything done. Another may then still be
/// inside a part it began: its numbers are not wanted any more (`WorkBoard`), and it catches up in the next step.
@safe final class StepSharing {
  // SAFETY: a thread writes where `WorkBoard` has let it alone.
  /// Where a thread may be stopped for a while without harm: tests do.
  enum Point: Int {
    /// It has claimed a part, or taken one that another has claimed.
    case claimed
    /// It has computed a part and not asked whether it may write it.
    case computed
    /// It may write a part and has not begun; here others wait for it.
    case writing
    /// It has written a part and not said so; here others wait for it.
    case written
  }

  /// A waiting thread computes a part again after this much, and half again as long as its own parts take.
  private static let patienceNanoseconds: UInt64 = 2_000
  /// Rounds of spinning before a waiting thread looks at the clock: one or two microseconds.
  private static let spinRounds = 32
  /// How long a thread that cannot help keeps its processor.
  ///
  /// Offering it costs a slice of the scheduler where a neighbour wants it, and the other thread is back in a
  /// microsecond if it was not stopped.
  private static let holdNanoseconds: UInt64 = 100_000
  /// How long it then offers its processor before it sleeps: the one it waits for may have a lower priority on the
  /// same processor.
  private static let yieldNanoseconds: UInt64 = 1_000_000
  private static let napNanoseconds: UInt64 = 50_000

  private let table: StageTable
  private let runnable: RunnableProgram
  /// The place of the first of them in the policy's program.
  private let firstOperation: Int
  private let threadCount: Int
  private let board: WorkBoard
  /// Stages that a step runs, those of the network once for every row of the sampler.
  var roundsPerStep: Int { table.rounds.total }
  /// Steps begun.
  private let steps = Atomic<UInt64>(0)
  /// Where this step's times go, if anybody asked for them; only the first thread looks.
  private var timeline: StepTimeline?
  /// Parts that the first thread computed in the last step, and those of them that another had begun.
  private var ownPartCount = 0
  private var replacedPartCount = 0
  /// Whether waiting threads compute again what another began; only tests that look for races do without.
  var replacesLateThreads = true
  /// Called by each thread at each of the points.
  var interruption: ((_ thread: Int, Point) -> Void)?

  init(table: StageTable, runnable: RunnableProgram, firstOperation: Int) {
    self.firstOperation = firstOperation
    self.table = table
    self.runnable = runnable
    threadCount = table.threadCount
    board = WorkBoard(portionCount: threadCount)
  }

  /// Begins a step; `work` does it.
  func begin(recording timeline: StepTimeline?) {
    self.timeline = timeline
    steps.add(1, ordering: .releasing)
  }

  /// Whether one of `threadCount` threads did far less of the last step than its part, as if it had been stopped.
  func wasDisturbed(threadCount: Int) -> Bool {
    // The caller's own part, and half of what the others should have done together.
    replacedPartCount > 0 || 2 * threadCount * ownPartCount > (threadCount + 1) * table.itemCount
  }

  /// Takes part in the step until all of it is done.
  func work(index: Int) {
    var worker = Worker(index: index)
    worker.isStaged = true
    var round = steps.load(ordering: .acquiring) * UInt64(roundsPerStep)
    var aloneRound: UInt64?
    for row in 0..<table.rounds.rowCount {
      worker.samplerRow = row
      for stage in table.rounds.places(ofRow: row) {
        unsafe run(table.stages[stage], round: round, aloneRound: &aloneRound, &worker)
        round &+= 1
      }
    }
    // Once a step: what this object holds the other threads read all the time.
    if index == 0 { (ownPartCount, replacedPartCount) = (worker.partCount, worker.replacedPartCount) }
  }

  @inline(never) private func run(
    _ stage: StageTable.Stage, round: UInt64, aloneRound: inout UInt64?, _ worker: inout Worker
  ) {
    let before = aloneRound
    if !stage.alone.isEmpty { aloneRound = round }
    if worker.index == 0 {
      if !stage.alone.isEmpty {
        runAlone(stage.alone, &worker)
        board.endAlone(round: round)
      }
    } else if let needed = stage.sharedNeedsAlone ? aloneRound : before {
      waitForAlone(round: needed)
    }
    share(stage, round: round, &worker)
  }

  private func runAlone(_ places: Range<Int>, _ worker: inout Worker) {
    worker.isStaged = false
    for place in places {
      let operation = unsafe table.alone[place]
      worker.preparation = nil
      timeline?.met(at: edge_monotonic_ns())
      runnable.execute(operation, .whole, &worker)
      timeline?.finished(firstOperation + operation, at: edge_monotonic_ns())
    }
    worker.isStaged = true
  }

  /// Claims and computes what is left of a stage, and returns when all of it is done.
  private func share(_ stage: StageTable.Stage, round: UInt64, _ worker: inout Worker) {
    if worker.index == 0, let timeline { timeline.met(at: edge_monotonic_ns()) }
    let start = edge_monotonic_ns()
    var previous = -1
    var count: UInt64 = 0
    let expectsLateThreads = worker.expectsLateThreads
    worker.expectsLateThreads = false
    for offset in 0..<threadCount {
      let portion = (worker.index + offset) % threadCount
      let items = unsafe table.portions[stage.firstPortion + portion]
      // Another's only share is claimed by now, or will be in a moment: to look would take the claims out of its cache.
      if offset > 0, items.count == 1, !expectsLateThreads { continue }
      while computeNext(items, of: portion, round: round, after: &previous, &worker) { count += 1 }
    }
    for offset in 1...threadCount {
      let portion = (worker.index + offset) % threadCount
      let items = unsafe table.portions[stage.firstPortion + portion]
      if board.isDone(portion, of: items.count, round: round) { continue }
      if count > 0 {
        worker.shareNanoseconds = (edge_monotonic_ns() - start) / count
        count = 0
      }
      finish(items, of: portion, round: round, after: &previous, &worker)
    }
  }

  /// Claims the next share of a portion and computes it, if there is one.
  private func computeNext(
    _ items: Range<Int>, of portion: Int, round: UInt64, after previous: inout Int, _ worker: inout Worker
  ) -> Bool {
    guard let share = board.claim(from: portion, of: items.count, round: round) else { return false }
    // A thread claims its own shares from the first one on.
    if portion != worker.index, share == 0 { worker.expectsLateThreads = true }
    compute(items.lowerBound + share, share, of: portion, round: round, after: &previous, &worker)
    return true
  }

  /// Computes a part and writes it, unless another thread has.
  @inline(never) private func compute(
    _ place: Int, _ share: Int, of portion: Int, round: UInt64, after previous: inout Int, _ worker: inout Worker
  ) {
    let item = unsafe table.items[place]
    if item.operation != previous { worker.preparation = nil }
    previous = item.operation
    interruption?(worker.index, .claimed)
    runnable.execute(item.operation, item.share, &worker)
    worker.partCount += 1
    interruption?(worker.index, .computed)
    if board.beginWriting(share, of: portion, round: round) {
      interruption?(worker.index, .writing)
      worker.unpublished.publish()
      interruption?(worker.index, .written)
      board.endWriting(share, of: portion, round: round)
    } else {
      worker.unpublished.removeAll()
    }
    if worker.index == 0, let timeline { timeline.finished(firstOperation + item.operation, at: edge_monotonic_ns()) }
  }

  /// Waits until a portion is done, and does what nobody has claimed by then, or again what takes too long.
  private func finish(
    _ items: Range<Int>, of portion: Int, round: UInt64, after previous: inout Int, _ worker: inout Worker
  ) {
    var spins = 0
    var deadline: UInt64 = 0
    while !board.isDone(portion, of: items.count, round: round) {
      edge_spin_hint()
      spins += 1
      if spins < StepSharing.spinRounds { continue }
      let now = edge_monotonic_ns()
      if deadline == 0 { deadline = now + worker.shareNanoseconds * 3 / 2 + StepSharing.patienceNanoseconds }
      if now < deadline { continue }
      if computeNext(items, of: portion, round: round, after: &previous, &worker) { continue }
      if replacesLateThreads, let share = board.unfinished(of: portion, count: items.count, round: round) {
        worker.replacedPartCount += 1
        worker.expectsLateThreads = true
        compute(items.lowerBound + share, share, of: portion, round: round, after: &previous, &worker)
      } else {
        StepSharing.giveWay(since: deadline, now: now)
      }
    }
  }

  private func waitForAlone(round: UInt64) {
    var spins = 0
    var start: UInt64 = 0
    while !board.isAloneDone(round: round) {
      edge_spin_hint()
      spins += 1
      if spins < StepSharing.spinRounds { continue }
      let now = edge_monotonic_ns()
      if start == 0 { start = now }
      StepSharing.giveWay(since: start, now: now)
    }
  }

  private static func giveWay(since start: UInt64, now: UInt64) {
    if now < start + holdNanoseconds { return }
    if now < start + yieldNanoseconds { edge_yield() } else { edge_sleep_until_ns(now + napNanoseconds) }
  }
}

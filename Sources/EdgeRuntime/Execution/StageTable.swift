/// A plan's stages as the threads of a step walk them: plain memory, cut for their number.
@safe final class StageTable {
  // SAFETY: four arrays copied once in init, freed in deinit; every place in one of them is an index that init has
  // put there.
  /// A part of an operation, as a thread claims it.
  struct Item {
    /// Index of the operation.
    var operation: Int
    /// Which part of it.
    var share: Share
  }

  struct Stage {
    /// Places in `alone`.
    var alone: Range<Int>
    /// Place in `portions` of the first thread's.
    var firstPortion: Int
    var sharedNeedsAlone: Bool
  }

  let threadCount: Int
  let rounds: SamplerRounds
  /// Items of a whole step.
  let itemCount: Int
  let stages: UnsafeMutablePointer<Stage>
  /// Operations that the first thread does.
  let alone: UnsafeMutablePointer<Int>
  /// Places in `items` of each thread's portion of each stage.
  let portions: UnsafeMutablePointer<Range<Int>>
  let items: UnsafeMutablePointer<Item>

  /// - Parameters:
  ///   - threads: Threads that the shared operations are cut for; fewer may come.
  ///   - leastSharedWork: Multiply-adds, or bytes of weights, of what they share.
  init(program: Program, samplerRows: Int, threads: Int, leastSharedWork: Int) {
    let plan = ExecutionPlan(
      program: program, samplerRows: samplerRows, threads: threads, leastSharedWork: leastSharedWork)
    threadCount = threads
    rounds = SamplerRounds(count: plan.stages.count, network: plan.network, rowCount: samplerRows)
    var itemCount = 0
    var stages: [Stage] = []
    var alone: [Int] = []
    var portions: [Range<Int>] = []
    var items: [Item] = []
    for (index, stage) in plan.stages.enumerated() {
      stages.append(
        Stage(
          alone: alone.count..<alone.count + stage.alone.count, firstPortion: portions.count,
          sharedNeedsAlone: stage.sharedNeedsAlone))
      alone += stage.alone
      // A norm is one share a thread.
      let norms = stage.shared.count { $0.phase == .norm }
      let most = max((WorkBoard.portionCapacity - norms) / max(stage.shared.count - norms, 1), 1)
      let counts = stage.shared.map { plan.pieceCount($0, threads: threads) }
      let firstOfStage = items.count
      for thread in 0..<threads {
        let first = items.count
        for (part, count) in zip(stage.shared, counts) {
          let pieces = Share(index: thread, count: threads).range(of: count)
          let shares = Share(pieces: pieces, count: count, phase: part.phase).tapered(most: most)
          items += shares.map { Item(operation: part.operation, share: $0) }
        }
        portions.append(first..<items.count)
      }
      itemCount += (items.count - firstOfStage) * (rounds.network.contains(index) ? samplerRows : 1)
    }
    self.itemCount = itemCount
    unsafe self.stages = StageTable.copy(stages)
    unsafe self.alone = StageTable.copy(alone)
    unsafe self.portions = StageTable.copy(portions)
    unsafe self.items = StageTable.copy(items)
  }

  deinit {
    unsafe stages.deallocate()
    unsafe alone.deallocate()
    unsafe portions.deallocate()
    unsafe items.deallocate()
  }

  private static func copy<Element>(_ array: [Element]) -> UnsafeMutablePointer<Element> {
    let start = UnsafeMutablePointer<Element>.allocate(capacity: max(array.count, 1))
    unsafe start.initialize(from: array, count: array.count)
    return unsafe start
  }
}

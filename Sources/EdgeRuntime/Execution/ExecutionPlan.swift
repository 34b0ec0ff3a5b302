/// The operations as the threads run them: in stages, one finished before the next begins.
struct ExecutionPlan {
  /// Operations that need not wait for each other.
  struct Stage {
    /// What the first thread does alone, in order and before it takes part in the rest.
    var alone: [Int] = []
    /// What the threads share.
    var shared: [Int] = []
    /// Whether `shared` reads or overwrites what `alone` works on, so that the other threads wait for it.
    var sharedNeedsAlone = false
  }

  /// Accesses of a stage beyond which a new one begins.
  private static let comparedAccesses = 64
  /// Weights of a share, if there are enough: long beside claiming it, short beside a slice of the scheduler.
  static let shareByteCount = 64 << 10
  /// Multiply-adds that take as long as reading a share's weights, or about.
  static let shareMultiplyAdds = 128 << 10

  var stages: [Stage] = []
  /// What is known of each operation.
  let facts: [OperationFacts]
  /// The stages that run once for every row of the sampler.
  var network = 0..<0

  /// Finds what may run at the same time.
  ///
  /// Two operations conflict if they touch the same arena bytes, one of the two writing. A stage ends where an
  /// operation conflicts with one that the stage's threads share, and where the network begins and ends.
  init(program: Program, samplerRows: Int) {
    var stage = Stage()
    var touched: [(access: Access, isShared: Bool)] = []
    func endStage(_ plan: inout ExecutionPlan) {
      if !stage.alone.isEmpty || !stage.shared.isEmpty { plan.stages.append(stage) }
      stage = Stage()
      touched.removeAll(keepingCapacity: true)
    }
    facts = program.operations.map { $0.facts(samplerRows: samplerRows) }
    // The stages that begin where the network does and where what follows it does.
    var (first, end) = (0, 0)
    for (index, facts) in facts.enumerated() {
      let isShared = facts.divisions > 1
      // Counted from the arena's start, since buffers may share bytes.
      let accesses = facts.accesses.map { $0.moved(by: program.buffers[$0.buffer].byteOffset / 4) }
      func conflicts(withShared: Bool) -> Bool {
        touched.contains { old in
          old.isShared == withShared
            && accesses.contains { ($0.writes || old.access.writes) && old.access.overlaps($0) }
        }
      }
      let isBound = index == program.network.lowerBound || index == program.network.upperBound
      // A stage too many is harmless; comparing with thousands of accesses would make loading slow.
      if isBound || touched.count > ExecutionPlan.comparedAccesses
        || isShared && stage.shared.count == WorkBoard.portionCapacity || conflicts(withShared: true)
      {
        endStage(&self)
      }
      if index == program.network.lowerBound { first = stages.count }
      if index == program.network.upperBound { end = stages.count }
      if isShared {
        stage.sharedNeedsAlone = stage.sharedNeedsAlone || conflicts(withShared: false)
        stage.shared.append(index)
      } else {
        stage.alone.append(index)
      }
      touched.append(contentsOf: accesses.map { (access: $0, isShared: isShared) })
    }
    endStage(&self)
    if program.network.lowerBound == facts.count { first = stages.count }
    if program.network.upperBound == facts.count { end = stages.count }
    network = first..<end
  }

  /// How many shares' worth of work an operation is.
  private static func shares(_ facts: OperationFacts) -> Double {
    max(
      Double(facts.weightByteCount) / Double(ExecutionPlan.shareByteCount),
      Double(facts.multiplyAdds - facts.integerMultiplyAdds * 3 / 4) / Double(ExecutionPlan.shareMultiplyAdds))
  }

  /// In how many shares an operation is cut for `threads` threads: as many for each where it can be.
  ///
  /// - Parameter most: Most shares a thread may have of it.
  static func shareCount(_ facts: OperationFacts, threads: Int, most: Int) -> Int {
    let divisions = facts.preferredDivisions >= threads ? facts.preferredDivisions : facts.divisions
    let wanted = min(max(Int(min(shares(facts), 1e6)), threads), most * threads, divisions)
    return wanted >= threads ? wanted / threads * threads : wanted
  }
}

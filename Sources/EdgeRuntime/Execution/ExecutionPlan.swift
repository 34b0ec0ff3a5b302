/// The operations as the threads run them: in stages, one finished before the next begins.
struct ExecutionPlan {
  /// Operations that need not wait for each other.
  struct Stage {
    /// What the first thread does alone, in order and before it takes part in the rest.
    var alone: [Int] = []
    /// What the threads share.
    var shared: [Part] = []
    /// Whether `shared` reads or overwrites what `alone` works on, so that the other threads wait for it.
    var sharedNeedsAlone = false
  }

  /// An operation, or one phase of it.
  struct Part: Equatable {
    var operation: Int
    var phase = Share.Phase.all
  }

  /// Accesses of a stage beyond which a new one begins.
  private static let comparedAccesses = 64
  /// Weights of a piece, if there are enough: long beside claiming it, short beside a slice of the scheduler.
  static let pieceByteCount = 64 << 10
  /// Multiply-adds that take as long as reading a piece's weights, or about.
  static let pieceMultiplyAdds = 128 << 10
  /// Multiply-adds that take as long as a float by a plain loop: 500 points of a cloud are normalised in a microsecond.
  static let floatWork = 64
  /// Weights beside which one more meeting costs little.
  static let meetingByteCount = 256 << 10

  var stages: [Stage] = []
  /// What is known of each operation.
  let facts: [OperationFacts]
  /// The stages that run once for every row of the sampler.
  var network = 0..<0

  /// Finds what may run at the same time.
  ///
  /// Two operations conflict if they touch the same arena bytes, one of the two writing. A stage ends where an
  /// operation conflicts with one that the stage's threads share, and where the network begins and ends.
  ///
  /// - Parameter leastSharedWork: Multiply-adds, or bytes of weights, of what threads share.
  init(program: Program, samplerRows: Int, threads: Int, leastSharedWork: Int) {
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
      let isShared = facts.divisions > 1 && ExecutionPlan.work(facts) >= leastSharedWork
      // Counted from the arena's start, since buffers may share bytes.
      let accesses = facts.accesses.map { $0.moved(by: program.buffers[$0.buffer].byteOffset / 4) }
      func conflicts(withShared: Bool) -> Bool {
        touched.contains { old in
          old.isShared == withShared
            && accesses.contains { ($0.writes || old.access.writes) && old.access.overlaps($0) }
        }
      }
      let isBound = index == program.network.lowerBound || index == program.network.upperBound
      if isBound { endStage(&self) }
      if index == program.network.lowerBound { first = stages.count }
      if index == program.network.upperBound { end = stages.count }
      for phase in ExecutionPlan.phases(of: facts, threads: threads) {
        // A stage too many is harmless; comparing with thousands of accesses would make loading slow.
        if touched.count > ExecutionPlan.comparedAccesses
          || isShared && stage.shared.count == WorkBoard.portionCapacity || conflicts(withShared: true)
        {
          endStage(&self)
        }
        if isShared {
          stage.sharedNeedsAlone = stage.sharedNeedsAlone || conflicts(withShared: false)
          stage.shared.append(Part(operation: index, phase: phase))
        } else {
          stage.alone.append(index)
        }
        touched.append(contentsOf: accesses.map { (access: $0, isShared: isShared) })
      }
    }
    endStage(&self)
    if program.network.lowerBound == facts.count { first = stages.count }
    if program.network.upperBound == facts.count { end = stages.count }
    network = first..<end
  }

  /// How many pieces' worth of work an operation is.
  private static func pieces(_ facts: OperationFacts) -> Double {
    max(
      Double(facts.weightByteCount) / Double(ExecutionPlan.pieceByteCount),
      Double(floatMultiplyAdds(facts)) / Double(ExecutionPlan.pieceMultiplyAdds))
  }

  /// How much work an operation is, in multiply-adds, or bytes of weights, that take as long.
  private static func work(_ facts: OperationFacts) -> Int {
    let written = facts.outputs.reduce(0) { $0.saturatingSum($1.elementCount) }
    return max(floatMultiplyAdds(facts), facts.weightByteCount, written.saturatingProduct(ExecutionPlan.floatWork))
  }

  /// Multiply-adds of floats that take as long as an operation's.
  private static func floatMultiplyAdds(_ facts: OperationFacts) -> Int {
    facts.multiplyAdds - facts.integerMultiplyAdds * 3 / 4
  }

  /// What is done of an operation between meetings of `threads` threads.
  ///
  /// A product whose norm has few groups is cut in few units, each of many weights, and threads that take the last
  /// ones do not end together. If that may cost more than another meeting, the sums are cut as they like, and the
  /// norms follow.
  private static func phases(of facts: OperationFacts, threads: Int) -> [Share.Phase] {
    guard facts.divisions > 1, facts.sumsDivisions > facts.divisions else { return [.all] }
    let unit = Double(facts.weightByteCount) / Double(facts.divisions)
    let perThread = Double(facts.divisions) / Double(threads)
    let excess = perThread.rounded(.up) - perThread + 0.5
    return unit * excess >= Double(ExecutionPlan.meetingByteCount) ? [.sums, .norm] : [.all]
  }

  /// In how many pieces a part is cut for `threads` threads: as many for each where it can be.
  func pieceCount(_ part: Part, threads: Int) -> Int {
    let facts = facts[part.operation]
    var divisions = facts.preferredDivisions >= threads ? facts.preferredDivisions : facts.divisions
    switch part.phase {
    case .norm: return min(threads, facts.divisions)
    case .sums: divisions = facts.sumsDivisions
    case .all: break
    }
    let wanted = min(max(Int(min(ExecutionPlan.pieces(facts), 1e6)), threads), divisions)
    return wanted >= threads ? wanted / threads * threads : wanted
  }
}

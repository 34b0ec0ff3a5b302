import EdgeRuntime

/// What boards allow a policy at best, one core and all.
struct PredictReport {
  /// Operations that are named of one board.
  static let namedOperationCount = 8

  /// An operation's part of a step on the one board that was asked for.
  struct Line {
    let name: String
    let cost: ProgramCost.Operation
    /// Of all cores with the lowest bandwidth.
    let seconds: Double
    let isReading: Bool
  }

  let path: String
  /// The board that was measured, if it is not one on paper.
  let measured: MeasuredBoard?
  let metadata: PolicyMetadata
  let cost: ProgramCost
  let predictions: [BoardPrediction]
  /// What takes longest on the one board that was asked for, the longest first; else none.
  let lines: [Line]

  /// What takes the time, in a word.
  static func limit(isReading: Bool) -> String { isReading ? "memory" : "arithmetic" }

  private static let commonAssumptions = [
    "on paper, not measured: a real step takes longer, unless a cache keeps weights from one to the next",
    "an operation takes as long as reading its weights from memory, or as its multiply-adds at the peak of the cores, "
      + "whichever is longer",
  ]

  /// What the figures rest on.
  var assumptions: [String] {
    let others =
      measured == nil
      ? [
        "clocks are the highest of the power mode that the board ships with; all cores share perfectly",
        "bandwidth of all cores is a range to plan with, 40 to 60 % of what the memory could give",
      ] : ["bandwidth and peaks are what 'doctor' measured there, with the clocks and the heat of that hour"]
    return PredictReport.commonAssumptions + others
  }

  /// - Parameters:
  ///   - board: The only one to look at, if there is one.
  ///   - measured: One that was measured, to look at instead.
  init(path: String, file: borrowing PolicyFile, board: Board?, measured: MeasuredBoard?) {
    self.path = path
    self.measured = measured
    metadata = file.metadata
    let cost = ProgramCost(program: file.program, samplerRows: file.sampler.count)
    self.cost = cost
    if let measured {
      predictions = measured.predictions(cost)
    } else {
      predictions = (board.map { [$0] } ?? Board.all).flatMap { $0.predictions(cost) }
    }
    var lines: [Line] = []
    if board != nil || measured != nil, let limits = predictions.last?.slow {
      for (index, operation) in cost.operations.enumerated() {
        lines.append(
          Line(
            name: file.layers.operationNames[index], cost: operation, seconds: operation.boundSeconds(limits) ?? 0,
            isReading: operation.isBoundByReading(limits)))
      }
      lines = lines.indices.ordered { lines[$0].seconds > lines[$1].seconds }.map { lines[$0] }
    }
    self.lines = Array(lines.prefix(PredictReport.namedOperationCount))
  }
}

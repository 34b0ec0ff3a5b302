import EdgeRuntime

/// The least time that a step can take on a board, by what is known of the board.
struct BoardPrediction {
  let board: Board
  let threads: Int
  /// With the lowest and the highest bandwidth to plan with.
  let slow: MachineLimits
  let fast: MachineLimits
  let longest: Double
  let shortest: Double
  /// The share of `longest` that goes into operations whose weights take longer to read than to multiply with.
  let readingShare: Double

  /// Predicts a step of `cost` with one core of `board`, or with all.
  init(_ cost: ProgramCost, on board: Board, usesAllCores: Bool) {
    self.board = board
    threads = usesAllCores ? board.cores : 1
    let bandwidths = usesAllCores ? board.bandwidths : board.oneCoreBandwidth...board.oneCoreBandwidth
    slow = board.limits(threads: threads, bandwidth: bandwidths.lowerBound)
    fast = board.limits(threads: threads, bandwidth: bandwidths.upperBound)
    longest = cost.boundSeconds(slow) ?? 0
    shortest = cost.boundSeconds(fast) ?? 0
    var reading = 0.0
    for operation in cost.operations where operation.isBoundByReading(slow) {
      reading += operation.boundSeconds(slow) ?? 0
    }
    readingShare = longest > 0 ? reading / longest : 0
  }

  /// Whether most of the time goes into reading weights.
  var isMostlyReading: Bool { readingShare > 0.5 }
}

import EdgeRuntime

/// The least time that a step can take on a board, by what is known of the board.
struct BoardPrediction {
  /// How `--board` calls it, or what it calls itself.
  let name: String
  let title: String
  let threads: Int
  /// With the lowest and the highest bandwidth to plan with.
  let slow: MachineLimits
  let fast: MachineLimits
  let longest: Double
  let shortest: Double
  /// The share of `longest` that goes into operations whose weights take longer to read than to multiply with.
  let readingShare: Double

  init(_ cost: ProgramCost, name: String, title: String, threads: Int, slow: MachineLimits, fast: MachineLimits) {
    self.name = name
    self.title = title
    self.threads = threads
    self.slow = slow
    self.fast = fast
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

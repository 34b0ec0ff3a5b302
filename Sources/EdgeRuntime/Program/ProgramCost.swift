/// What a step of a program has to read and to compute, and the least time that takes.
public struct ProgramCost: Sendable {
  /// One operation's share.
  public struct Operation: Sendable {
    /// The word for its kind.
    public let label: String
    /// Rows of what it works on: time steps, points.
    public let rows: Int
    /// Bytes of weights it reads each time it runs.
    public let weightByteCount: Int
    /// Multiply-adds it executes each time it runs, those of integers among them.
    public let multiplyAdds: Int
    /// Multiply-adds of bytes among them.
    public let integerMultiplyAdds: Int
    /// The format of its weights, or nil where it multiplies by none.
    public let format: WeightFormat?
    /// Times it runs in a step: the sampler's rows for those of the network.
    public let executions: Int

    /// The least time of a step's runs of it on a machine with `limits`.
    ///
    ///     executions · max(bytes / bandwidth, float multiply-adds / peak + integer multiply-adds / their peak)
    ///
    /// Reading and computing overlap within an operation. Nil where the bandwidth is not known.
    public func boundSeconds(_ limits: MachineLimits) -> Double? {
      guard let reading = readingSeconds(limits) else { return nil }
      return Double(executions) * max(reading, computingSeconds(limits))
    }

    /// Whether its multiply-adds could end before its weights are read; false where the bandwidth is not known.
    public func isBoundByReading(_ limits: MachineLimits) -> Bool {
      guard let reading = readingSeconds(limits) else { return false }
      return reading > computingSeconds(limits)
    }

    private func readingSeconds(_ limits: MachineLimits) -> Double? {
      limits.readBytesPerSecond.map { Double(weightByteCount) / $0 }
    }

    private func computingSeconds(_ limits: MachineLimits) -> Double {
      Double(multiplyAdds - integerMultiplyAdds) / limits.multiplyAddsPerSecond
        + Double(integerMultiplyAdds) / (limits.integerMultiplyAddsPerSecond ?? .infinity)
    }
  }

  /// The operations, in the program's order.
  public let operations: [Operation]

  /// Counts a program whose sampler has `samplerRows` rows.
  public init(program: Program, samplerRows: Int) {
    operations = program.operations.enumerated().map { index, operation in
      // Of tensors with a run per sampler row, one run is read at a time.
      let facts = operation.facts(samplerRows: 1)
      return Operation(
        label: facts.label, rows: facts.rows, weightByteCount: facts.weightByteCount,
        multiplyAdds: facts.multiplyAdds,
        integerMultiplyAdds: facts.integerMultiplyAdds, format: facts.matrices.last?.format,
        executions: program.network.contains(index) ? samplerRows : 1)
    }
  }

  /// Bytes of weights that a step reads, as often as it reads them.
  public var weightByteCount: Int {
    operations.reduce(0) { $0 + $1.weightByteCount * $1.executions }
  }

  /// Bytes of weights that every operation reads once: what a cache would have to hold.
  public var sweepByteCount: Int { operations.reduce(0) { $0 + $1.weightByteCount } }

  /// Multiply-adds of a step.
  public var multiplyAdds: Int { operations.reduce(0) { $0 + $1.multiplyAdds * $1.executions } }

  /// Multiply-adds of bytes among them.
  public var integerMultiplyAdds: Int { operations.reduce(0) { $0 + $1.integerMultiplyAdds * $1.executions } }

  /// The least time of a step on a machine with `limits`: operations wait for each other, so their bounds add.
  public func boundSeconds(_ limits: MachineLimits) -> Double? {
    var sum = 0.0
    for operation in operations {
      guard let bound = operation.boundSeconds(limits) else { return nil }
      sum += bound
    }
    return sum
  }
}

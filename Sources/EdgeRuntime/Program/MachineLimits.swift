/// What a machine can do at best with the threads of a step.
public struct MachineLimits: Equatable, Sendable {
  /// Bytes of weights read a second; nil where it could not be measured.
  public var readBytesPerSecond: Double?
  /// Multiply-adds of floats a second.
  public var multiplyAddsPerSecond: Double
  /// Multiply-adds of bytes a second; nil where no weight is a byte.
  public var integerMultiplyAddsPerSecond: Double?

  /// Makes limits.
  public init(
    readBytesPerSecond: Double?, multiplyAddsPerSecond: Double, integerMultiplyAddsPerSecond: Double? = nil
  ) {
    self.readBytesPerSecond = readBytesPerSecond
    self.multiplyAddsPerSecond = multiplyAddsPerSecond
    self.integerMultiplyAddsPerSecond = integerMultiplyAddsPerSecond
  }
}

extension MachineLimits {
  /// The better of two measurements of each limit: what was reached once.
  public func best(_ other: MachineLimits) -> MachineLimits {
    func greater(_ first: Double?, _ second: Double?) -> Double? {
      guard let first, let second else { return first ?? second }
      return max(first, second)
    }
    return MachineLimits(
      readBytesPerSecond: greater(readBytesPerSecond, other.readBytesPerSecond),
      multiplyAddsPerSecond: max(multiplyAddsPerSecond, other.multiplyAddsPerSecond),
      integerMultiplyAddsPerSecond: greater(integerMultiplyAddsPerSecond, other.integerMultiplyAddsPerSecond))
  }
}

extension MachineProbe {
  /// The limits that matter to a program: of memory or of the cache its weights fit in, and of its arithmetic.
  public func limits(for cost: ProgramCost) -> MachineLimits {
    MachineLimits(
      readBytesPerSecond: readBytesPerSecond(byteCount: cost.sweepByteCount),
      multiplyAddsPerSecond: multiplyAddsPerSecond(),
      integerMultiplyAddsPerSecond: cost.integerMultiplyAdds > 0 ? integerMultiplyAddsPerSecond() : nil)
  }
}

import EdgeRuntime

/// The same numbers on every run, from the seed written at the call.
public struct SeededNumbers: Sendable {
  private var generator: SplitMix64

  /// Starts the numbers of `seed`.
  public init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  /// The next 64 bits.
  public mutating func bits() -> UInt64 { generator.next() }

  /// A number from -1 to 1.
  public mutating func float() -> Float { Float(Int32(truncatingIfNeeded: bits() >> 32)) / 2_147_483_648 }

  /// Numbers within `scale` of `offset`.
  public mutating func floats(_ count: Int, scale: Float = 1, offset: Float = 0) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(count)
    for _ in 0..<count { result.append(float() * scale + offset) }
    return result
  }

  /// One of `choices`.
  public mutating func pick(_ choices: [Int]) -> Int { choices[Int(bits() % UInt64(choices.count))] }

  /// Zeros of both signs, denormals, tiny, ordinary and huge numbers, by turns.
  public mutating func extremes(_ count: Int) -> [Float] {
    let kinds: [Float] = [0, -0.0, .leastNonzeroMagnitude, -0x1p-128, 1e-38, 1e-20, 1, -7, 1e10, 1e30, -1e30]
    var result: [Float] = []
    for _ in 0..<count { result.append(kinds[Int(bits() % UInt64(kinds.count))]) }
    return result
  }
}

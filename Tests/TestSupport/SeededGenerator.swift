/// SplitMix64: the same numbers from the same seed on every machine.
package struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A whole number from 0 up to `bound`, which is not reached.
  package mutating func next(below bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }

  /// Floats in ±`magnitude`, multiples of a power of two so that their products are short.
  package mutating func floats(_ count: Int, magnitude: Float = 1) -> [Float] {
    (0..<count).map { _ in magnitude * (Float(next() >> 52) / 2048 - 1) }
  }
}

import EdgeRuntime

/// The same numbers from the same seed on every machine, as tests and mutations want them.
package struct SeededGenerator: RandomNumberGenerator {
  private var generator: SplitMix64

  package init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  package mutating func next() -> UInt64 { generator.next() }

  /// A whole number from 0 up to `bound`, which is not reached.
  package mutating func next(below bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }

  /// Floats in ±`magnitude`, multiples of a power of two so that their products are short.
  package mutating func floats(_ count: Int, magnitude: Float = 1) -> [Float] {
    (0..<count).map { _ in magnitude * (Float(next() >> 52) / 2048 - 1) }
  }
}

import EdgeRuntime

/// Uniform floats from a seed, the same on every machine.
struct SeededUniform {
  private var generator: SplitMix64

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  /// The next `count` draws from ±`bound`.
  mutating func values(count: Int, bound: Float) -> [Float] {
    (0..<count).map { _ in (2 * next() - 1) * bound }
  }

  /// The next draw from [0, 1), a multiple of 2⁻²⁴.
  private mutating func next() -> Float { Float(generator.next() >> 40) * 0x1p-24 }
}

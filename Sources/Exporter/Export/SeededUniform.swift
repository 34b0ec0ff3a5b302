/// Uniform floats from a seed, the same bits on every machine: SplitMix64 (Steele, Lea and Flood, 2014).
struct SeededUniform {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// The next `count` draws from ±`bound`.
  mutating func values(count: Int, bound: Float) -> [Float] {
    (0..<count).map { _ in (2 * next() - 1) * bound }
  }

  /// The next draw from [0, 1), a multiple of 2⁻²⁴.
  private mutating func next() -> Float {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    word ^= word >> 31
    return Float(word >> 40) * 0x1p-24
  }
}

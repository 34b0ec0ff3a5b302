/// SplitMix64 (Steele, Lea and Flood, 2014): the same bits from the same seed on every machine.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var state: UInt64

  /// Starts the bits of `seed`.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    defer { state &+= SplitMix64.increment }
    return SplitMix64.mix(state)
  }

  /// What a generator in state `state` gives next.
  static func mix(_ state: UInt64) -> UInt64 {
    var z = state &+ increment
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

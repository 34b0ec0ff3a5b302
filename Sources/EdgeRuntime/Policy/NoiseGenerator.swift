/// Gaussian noise from a seed, the same bits on every machine.
///
/// It is counter-based: a draw does not depend on the draws before it. Draw i mixes the three words
/// key + 3i + 1, 2, 3 as `SplitMix64` does, takes their twelve 16-bit pieces as uniforms in [0, 1) and returns the sum
/// less six: mean 0, variance 1, within ±6. An exact integer sum rounds alike everywhere, which logarithms and cosines
/// of different C libraries do not.
public struct NoiseGenerator: Sendable {
  private let key: UInt64

  /// Starts the generator of `seed`.
  public init(seed: UInt64) { key = SplitMix64.mix(seed &* SplitMix64.increment) }

  /// Draw number `index`.
  public func value(at index: Int) -> Float {
    // 12 uniforms of 16 bits each from three mixed words; their sum is an exact integer.
    var sum: UInt64 = 0
    for word in 0..<3 {
      var bits = SplitMix64.mix(key &+ UInt64(truncatingIfNeeded: index) &* 3 &+ UInt64(word) &+ 1)
      for _ in 0..<4 {
        sum += bits & 0xFFFF
        bits >>= 16
      }
    }
    // (sum + 12 / 2) / 65536 − 6: the half centres each uniform on its cell.
    return Float(Double(sum) + 6) / 65_536 - 6
  }
}

/// Symmetric int8 quantisation of one output channel's weights.
///
///     scale = max |w| / 127        q = round(w / scale), halves to even        w ≈ scale · q
///
/// −128 is never used, so that products of two quantised numbers stay within 127².
public struct SymmetricQuantizer: Equatable, Sendable {
  /// What one integer step is worth; 1 for a channel of zeros.
  public let scale: Float

  /// The scale that covers `largestMagnitude`.
  public init(largestMagnitude: Float) {
    precondition(largestMagnitude.isFinite && largestMagnitude >= 0, "a magnitude is finite")
    // A subnormal quotient would lose digits; such a channel is zero for all purposes.
    let quotient = largestMagnitude / 127
    scale = quotient.isNormal ? quotient : 1
  }

  /// The integer nearest to `weight` / `scale`, within ±127.
  public func quantize(_ weight: Float) -> Int8 {
    Int8(min(max((weight / scale).rounded(.toNearestOrEven), -127), 127))
  }

  /// What `quantized` stands for.
  public func dequantize(_ quantized: Int8) -> Float { scale * Float(quantized) }
}

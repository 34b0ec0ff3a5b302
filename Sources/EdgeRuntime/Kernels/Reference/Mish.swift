// Mish, x · tanh(ln(1 + eˣ)), and the exponential it needs.
//
// Goals, in order: right limits (NaN stays NaN, +∞ stays +∞, nothing overflows between), one rounding
// that counts (all before it is in double precision), brevity. With n = eˣ(eˣ + 2) the hyperbolic tangent
// of the logarithm is the quotient n / (n + 2), which loses nothing to cancellation for any sign of x.

extension Reference {
  // SAFETY: reads and writes as many floats as the caller says there are.

  /// Below this input Mish is nearer to zero than 1.5e-36 and every kernel returns -0.
  static var lowestMish: Float { -87 }
  /// From this input on Mish rounds to x.
  static var highestMish: Float { 20 }

  /// Applies Mish to each of `count` floats; `input` and `output` may be the same.
  static func mish(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int) {
    for index in 0..<count { unsafe output[index] = mish(input[index]) }
  }

  /// Mish of one float, computed in double precision and rounded once.
  static func mish(_ x: Float) -> Float {
    if x < lowestMish { return -0.0 }
    if !(x < highestMish) { return x }
    let power = exponential(Double(x))
    let n = power * (power + 2)
    return Float(Double(x) * (n / (n + 2)))
  }

  /// eˣ for x from -87 to 20 with a relative error below 1e-12.
  ///
  ///     eˣ = 2ᵏ · eʳ,  k = round(x / ln 2),  r = x - k ln 2,  |r| <= 0.347
  ///
  /// eʳ is the Taylor polynomial of degree 10, whose remainder is below |r|¹¹ / 11! = 2.2e-13.
  static func exponential(_ x: Double) -> Double {
    let scaled = x * 1.4426950408889634
    let exponent = Int(scaled < 0 ? scaled - 0.5 : scaled + 0.5)
    let r = x - Double(exponent) * 0.6931471805599453
    var sum = 1.0
    var divisor = 10.0
    while divisor > 0 {
      sum = 1 + sum * r / divisor
      divisor -= 1
    }
    return sum * Double(bitPattern: UInt64(1023 + exponent) << 52)
  }
}

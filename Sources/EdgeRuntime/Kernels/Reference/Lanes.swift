/// Sixteen lanes: a panel of weights, or the running sums of a reduction.
typealias Lanes = SIMD16<Float>
/// Sixteen running sums in double precision.
typealias WideLanes = SIMD16<Double>

extension UnsafePointer<Float> {
  // SAFETY: sixteen floats from a start that the caller has them at.

  /// The sixteen floats from here on, wherever they lie.
  @inline(__always)
  var lanes: Lanes { unsafe UnsafeRawPointer(self).loadUnaligned(as: Lanes.self) }
}

extension SIMD16 where Scalar: FloatingPoint {
  /// The sum of all lanes in the order every kernel uses: lane i and i + 8, then i + 4, i + 2, i + 1.
  @inline(__always)
  var foldedSum: Scalar {
    let eight = lowHalf + highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}

import CKernels

extension Reference {
  // SAFETY: reads and writes the rows and columns that its argument struct gives; who fills it in answers for them.

  /// Normalises groups in place, then applies Mish, FiLM, the residual and ReLU, each where it is asked for.
  ///
  ///     m = (x - mean) · rstd · gamma + beta
  ///     m = mish(m)                                           if the activation is Mish
  ///     m = (scale + scale_bias) · m + (shift + shift_bias)   if scale is given
  ///     x = m + residual                                      if residual is given
  ///     x = x <= 0 ? 0 : x                                    if the activation is ReLU; NaN stays NaN
  ///
  /// The statistics are two passes in double precision over sixteen sums: channel c of the group joins sum
  /// c mod 16, row by row. Kernels return the same bits but for their Mish, which is up to 2 ulp off.
  ///
  /// - Shapes: `values` and `residual` are (rows, groups · channels) by their strides, the rest
  ///   (groups · channels).
  static func groupNorm(_ pointer: UnsafePointer<edge_group_norm_f32>) {
    let norm = unsafe pointer.pointee
    for group in unsafe 0..<Int(norm.groups) {
      let first = unsafe group * Int(norm.channels)
      let count = unsafe Double(norm.rows) * Double(norm.channels)
      let mean = unsafe sum(of: norm, first: first) { $0 } / count
      let variance = unsafe sum(of: norm, first: first) { ($0 - mean) * ($0 - mean) } / count
      let rstd = unsafe Float(1 / edge_square_root_f64(variance + Double(norm.epsilon)))
      unsafe apply(norm, channels: first..<first + Int(norm.channels), mean: Float(mean), rstd: rstd)
    }
  }

  @inline(__always)
  private static func sum(of norm: edge_group_norm_f32, first: Int, _ term: (Double) -> Double) -> Double {
    var sums = WideLanes.zero
    for row in unsafe 0..<Int(norm.rows) {
      let values = unsafe norm.values + row * norm.row_stride + first
      for channel in unsafe 0..<Int(norm.channels) { unsafe sums[channel % 16] += term(Double(values[channel])) }
    }
    return sums.foldedSum
  }

  private static func apply(_ norm: edge_group_norm_f32, channels: Range<Int>, mean: Float, rstd: Float) {
    for row in unsafe 0..<Int(norm.rows) {
      let values = unsafe norm.values + row * norm.row_stride
      for channel in channels {
        var value = unsafe (values[channel] - mean) * rstd * norm.gamma[channel] + norm.beta[channel]
        if unsafe norm.activation == EDGE_NORM_MISH { value = mish(value) }
        if let scale = unsafe norm.scale {
          let shift = unsafe norm.shift[channel] + norm.shift_bias[channel]
          value = unsafe (scale[channel] + norm.scale_bias[channel]) * value + shift
        }
        if let residual = unsafe norm.residual {
          unsafe value += residual[row * norm.residual_row_stride + channel]
        }
        if unsafe norm.activation == EDGE_NORM_RELU, value <= 0 { value = 0 }
        unsafe values[channel] = value
      }
    }
  }
}

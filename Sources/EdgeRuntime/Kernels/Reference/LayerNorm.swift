import CKernels

extension Reference {
  // SAFETY: reads and writes the rows and columns that its argument struct gives; who fills it in answers for them.

  /// Normalises each row, then applies ReLU if asked.
  ///
  ///     y = (x - mean) · rstd · gamma + beta
  ///     y = y <= 0 ? 0 : y                      if relu; NaN stays NaN and -0 becomes 0
  ///
  /// The statistics are two passes over sixteen float sums: channel c joins sum c mod 16. Every kernel
  /// returns these bits. Squares overflow where a value is beyond 1e18.
  ///
  /// - Shapes: `input` and `output` are (rows, channels) by their strides and may be the same; `gamma` and
  ///   `beta` are (channels).
  static func layerNorm(_ pointer: UnsafePointer<edge_layer_norm_f32>) {
    let norm = unsafe pointer.pointee
    let channels = unsafe Int(norm.channels)
    for row in unsafe 0..<Int(norm.rows) {
      let input = unsafe norm.input + row * norm.input_row_stride
      let output = unsafe norm.output + row * norm.output_row_stride
      let mean = unsafe sum(of: input, count: channels) { $0 } / Float(channels)
      let variance = unsafe sum(of: input, count: channels) { ($0 - mean) * ($0 - mean) } / Float(channels)
      let rstd = unsafe 1 / edge_square_root_f32(variance + norm.epsilon)
      for channel in 0..<channels {
        let value = unsafe (input[channel] - mean) * rstd * norm.gamma[channel] + norm.beta[channel]
        unsafe output[channel] = norm.relu != 0 && value <= 0 ? 0 : value
      }
    }
  }

  @inline(__always)
  private static func sum(of values: UnsafePointer<Float>, count: Int, _ term: (Float) -> Float) -> Float {
    var sums = Lanes.zero
    for channel in 0..<count { unsafe sums[channel % 16] += term(values[channel]) }
    return sums.foldedSum
  }
}

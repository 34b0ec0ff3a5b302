import CKernels

extension Reference {
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
    let norm = pointer.pointee
    let channels = Int(norm.channels)
    for row in 0..<Int(norm.rows) {
      let input = norm.input + row * norm.input_row_stride
      let output = norm.output + row * norm.output_row_stride
      let mean = sum(of: input, count: channels) { $0 } / Float(channels)
      let variance = sum(of: input, count: channels) { ($0 - mean) * ($0 - mean) } / Float(channels)
      let rstd = 1 / edge_square_root_f32(variance + norm.epsilon)
      for channel in 0..<channels {
        let value = (input[channel] - mean) * rstd * norm.gamma[channel] + norm.beta[channel]
        output[channel] = norm.relu != 0 && value <= 0 ? 0 : value
      }
    }
  }

  @inline(__always)
  private static func sum(of values: UnsafePointer<Float>, count: Int, _ term: (Float) -> Float) -> Float {
    var sums = Lanes.zero
    for channel in 0..<count { sums[channel % 16] += term(values[channel]) }
    return sums.foldedSum
  }
}

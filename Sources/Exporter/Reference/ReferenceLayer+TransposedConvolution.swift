extension ReferenceLayer {
  // SAFETY: the values of a tensor, whose count is the product of the extents that the loops run over.

  /// Applies `ConvTranspose1d` with stride 2 and padding 1.
  ///
  /// Tap t of input position l adds to output position 2l − 1 + t:
  ///
  ///     y[o, 2l − 1 + t] += W[i, o, t] · x[i, l],  positions outside y dropped,  y starting at b[o]
  ///
  /// - Shapes: `weight` (in, out, k), note the order; `bias` (out); `input` (in, L); the result
  ///   (out, 2L + k − 4).
  static func transposedConvolution(weight: Tensor, bias: Tensor, input: DoubleMatrix) -> DoubleMatrix {
    precondition(weight.shape.count == 3, "a transposed convolution's weight is (in, out, k)")
    let (inputs, outputs, taps) = (weight.shape[0], weight.shape[1], weight.shape[2])
    precondition(
      input.rows == inputs && bias.values.count == outputs, "transposed convolution: the shapes must agree")
    let length = 2 * input.columns + taps - 4
    // Positions outermost while adding up: the innermost loop then walks the outputs.
    var sums = DoubleMatrix(rows: length, columns: outputs)
    for position in 0..<length {
      for output in 0..<outputs { sums[position, output] = Double(bias.values[output]) }
    }
    unsafe weight.values.withUnsafeBufferPointer { weights in
      unsafe sums.values.withUnsafeMutableBufferPointer { sums in
        for channel in 0..<inputs {
          let first = channel * outputs * taps
          for position in 0..<input.columns {
            let value = input[channel, position]
            for tap in 0..<taps {
              let target = 2 * position - 1 + tap
              guard (0..<length).contains(target) else { continue }
              for output in 0..<outputs {
                unsafe sums[target * outputs + output] += Double(weights[first + output * taps + tap]) * value
              }
            }
          }
        }
      }
    }
    return sums.transposed
  }
}

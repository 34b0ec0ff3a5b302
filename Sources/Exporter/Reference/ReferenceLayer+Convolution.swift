extension ReferenceLayer {
  /// Applies `Conv1d` with zero padding k / 2.
  ///
  ///     y[o, l] = b[o] + Σₜ Σᵢ W[o, i, t] · x[i, l · stride − k/2 + t],  terms outside x left out
  ///
  /// - Shapes: `weight` (out, in, k); `bias` (out); `input` (in, L); the result
  ///   (out, (L + 2(k/2) − k) / stride + 1).
  static func convolution(
    weight: Tensor, bias: Tensor, input: DoubleMatrix, stride: Int = 1
  ) -> DoubleMatrix {
    precondition(weight.shape.count == 3, "a convolution's weight is (out, in, k)")
    let (outputs, inputs, taps) = (weight.shape[0], weight.shape[1], weight.shape[2])
    precondition(input.rows == inputs && bias.values.count == outputs, "convolution: the shapes must agree")
    let padding = taps / 2
    let length = (input.columns + 2 * padding - taps) / stride + 1
    var result = DoubleMatrix(rows: outputs, columns: length)
    // Positions outermost, so that the channels under a tap lie side by side as the dot product wants them.
    let positions = input.transposed
    let live = (0..<taps).filter { tap in
      (0..<length).contains { (0..<input.columns).contains($0 * stride - padding + tap) }
    }
    var tapWeights = [Double](repeating: 0, count: inputs)
    for output in 0..<outputs {
      for position in 0..<length { result[output, position] = Double(bias.values[output]) }
      for tap in live {
        gather(weight, from: output * inputs * taps + tap, stride: taps, into: &tapWeights)
        unsafe tapWeights.withUnsafeBufferPointer { tapWeights in
          unsafe positions.values.withUnsafeBufferPointer { values in
            // SAFETY: a live tap means that the input has a position, and each holds `inputs` values.
            guard let weights = tapWeights.baseAddress, let start = values.baseAddress else { return }
            for position in 0..<length {
              let source = position * stride - padding + tap
              guard (0..<input.columns).contains(source) else { continue }
              unsafe result[output, position] += dot(weights, start + source * inputs, count: inputs)
            }
          }
        }
      }
    }
    return result
  }

  /// Widens every `stride`-th weight from `first` on.
  private static func gather(_ weight: Tensor, from first: Int, stride: Int, into result: inout [Double]) {
    precondition(first + (result.count - 1) * stride < weight.values.count, "a tap lies inside the weight")
    unsafe weight.values.withUnsafeBufferPointer { values in
      unsafe result.withUnsafeMutableBufferPointer { result in
        var source = first
        for index in 0..<result.count {
          unsafe result[index] = Double(values[source])
          source += stride
        }
      }
    }
  }
}

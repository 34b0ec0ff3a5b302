extension ReferenceLayer {
  /// Applies `Linear` to every row.
  ///
  ///     y[r, o] = b[o] + Σᵢ W[o, i] · x[r, i]
  ///
  /// - Shapes: `weight` (out, in); `bias` (out); `input` (rows, in); the result (rows, out).
  static func linear(weight: Tensor, bias: Tensor, input: DoubleMatrix) -> DoubleMatrix {
    precondition(weight.shape.count == 2, "a linear layer's weight is (out, in)")
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    precondition(input.columns == inputs && bias.values.count == outputs, "linear: the shapes must agree")
    var result = DoubleMatrix(rows: input.rows, columns: outputs)
    var row = [Double](repeating: 0, count: inputs)
    for output in 0..<outputs {
      for index in 0..<inputs { row[index] = Double(weight.values[output * inputs + index]) }
      let offset = Double(bias.values[output])
      unsafe row.withUnsafeBufferPointer { row in
        unsafe input.values.withUnsafeBufferPointer { values in
          // SAFETY: an empty input has no base address and no rows to compute.
          guard let weights = row.baseAddress, let start = values.baseAddress else { return }
          for line in 0..<input.rows {
            result[line, output] = unsafe offset + dot(weights, start + line * inputs, count: inputs)
          }
        }
      }
    }
    return result
  }
}

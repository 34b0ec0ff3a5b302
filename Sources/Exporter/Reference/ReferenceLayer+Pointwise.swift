extension ReferenceLayer {
  /// x · tanh(softplus(x)) of every element.
  static func mish(_ input: DoubleMatrix) -> DoubleMatrix { input.mapped(Elementary.mish) }

  /// max(x, 0) of every element.
  static func relu(_ input: DoubleMatrix) -> DoubleMatrix { input.mapped { max($0, 0) } }

  /// Scales and shifts each channel: y[c, l] = scale[c] · x[c, l] + shift[c].
  ///
  /// - Shapes: `film` is one row (2C), scales first; `input` and the result (C, L).
  static func modulate(_ input: DoubleMatrix, film: DoubleMatrix) -> DoubleMatrix {
    precondition(film.values.count == 2 * input.rows, "a scale and a shift a channel")
    var result = input
    for channel in 0..<input.rows {
      for position in 0..<input.columns {
        result[channel, position] =
          film.values[channel] * input[channel, position] + film.values[input.rows + channel]
      }
    }
    return result
  }

  /// Shifts each channel: y[c, l] = x[c, l] + shift[c].
  ///
  /// - Shapes: `shift` is one row (C); `input` and the result (C, L).
  static func shift(_ input: DoubleMatrix, by shift: DoubleMatrix) -> DoubleMatrix {
    precondition(shift.values.count == input.rows, "a shift a channel")
    var result = input
    for channel in 0..<input.rows {
      for position in 0..<input.columns { result[channel, position] += shift.values[channel] }
    }
    return result
  }

  /// The largest element of each column, as one row.
  static func columnMaxima(_ input: DoubleMatrix) -> DoubleMatrix {
    precondition(input.rows > 0, "a maximum needs a row")
    var result = DoubleMatrix(rows: 1, columns: input.columns)
    for column in 0..<input.columns {
      var largest = input[0, column]
      for row in 1..<input.rows { largest = max(largest, input[row, column]) }
      result[0, column] = largest
    }
    return result
  }
}

/// A dense row-major matrix of doubles: (channels, positions) in the U-Net, (rows, features) in the encoder.
struct DoubleMatrix: Equatable {
  /// Outer extent.
  let rows: Int
  /// Inner extent.
  let columns: Int
  /// The elements, row-major; `rows * columns` of them.
  var values: [Double]

  init(rows: Int, columns: Int, values: [Double]) {
    precondition(values.count == rows * columns, "the values must fill the matrix")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// A matrix of zeros.
  init(rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns, values: [Double](repeating: 0, count: rows * columns))
  }

  /// A matrix of the last two extents of a tensor, or a single row of a vector.
  init(_ tensor: Tensor) {
    let columns = tensor.shape.last ?? 1
    let rows = columns == 0 ? 0 : tensor.values.count / columns
    self.init(rows: rows, columns: columns, values: tensor.values.map(Double.init))
  }

  subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  /// Rows and columns exchanged.
  var transposed: DoubleMatrix {
    var result = DoubleMatrix(rows: columns, columns: rows)
    for row in 0..<rows {
      for column in 0..<columns { result[column, row] = self[row, column] }
    }
    return result
  }

  /// Some of the columns.
  func columns(_ range: Range<Int>) -> DoubleMatrix {
    let kept = (0..<rows).flatMap { values[$0 * columns + range.lowerBound..<$0 * columns + range.upperBound] }
    return DoubleMatrix(rows: rows, columns: range.count, values: kept)
  }

  /// The elements rounded to float32, in this matrix's shape.
  var rounded: Tensor { Tensor(shape: [rows, columns], values: values.map(Float.init)) }

  /// This matrix with `transform` applied to every element.
  func mapped(_ transform: (Double) -> Double) -> DoubleMatrix {
    DoubleMatrix(rows: rows, columns: columns, values: values.map(transform))
  }

  /// The element-wise sum of two matrices of the same shape.
  static func + (left: DoubleMatrix, right: DoubleMatrix) -> DoubleMatrix {
    precondition(left.rows == right.rows && left.columns == right.columns, "the shapes must agree")
    return DoubleMatrix(
      rows: left.rows, columns: left.columns, values: zip(left.values, right.values).map(+))
  }

  /// Every element multiplied with a number.
  static func * (matrix: DoubleMatrix, factor: Double) -> DoubleMatrix { matrix.mapped { $0 * factor } }

  /// `top` above `bottom`, both with as many columns.
  static func stacked(_ top: DoubleMatrix, _ bottom: DoubleMatrix) -> DoubleMatrix {
    precondition(top.columns == bottom.columns, "stacked matrices have as many columns")
    return DoubleMatrix(
      rows: top.rows + bottom.rows, columns: top.columns, values: top.values + bottom.values)
  }
}

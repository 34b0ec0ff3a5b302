/// Rows of floats inside a value of a graph, which has no place in memory and no padding yet.
///
/// `Lowering` turns it into a `BufferView`; a view of one kind does not pass for the other.
struct ValueView: Equatable {
  /// Index of the value in the graph.
  let value: Int
  /// Floats from the value's start to row 0, column 0.
  let offset: Int
  /// Floats between the starts of neighbouring rows.
  let rowStride: Int
  let rows: Int
  var columns: Int

  /// Some of this view's columns.
  func columns(_ range: Range<Int>) -> ValueView {
    precondition(range.upperBound <= columns, "the columns lie in the view")
    return ValueView(
      value: value, offset: offset + range.lowerBound, rowStride: rowStride, rows: rows, columns: range.count)
  }

  /// Some of this view's rows, every `step`th.
  func rows(from first: Int, count: Int, step: Int = 1) -> ValueView {
    precondition(first + (count - 1) * step < rows, "the rows lie in the view")
    return ValueView(
      value: value, offset: offset + first * rowStride, rowStride: rowStride * step, rows: count, columns: columns)
  }

  /// All elements as one row; the view has no gaps.
  var flattened: ValueView {
    precondition(rowStride == columns, "only rows without gaps make one row")
    return ValueView(value: value, offset: offset, rowStride: rows * columns, rows: 1, columns: rows * columns)
  }
}

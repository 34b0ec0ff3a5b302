/// Floats of one buffer that an operation reads or writes: runs of `columns`, `rowStride` apart.
struct Access: Equatable {
  let buffer: Int
  let writes: Bool
  private var offset: Int
  private let rowStride: Int
  private let rows: Int
  private let columns: Int

  init(buffer: Int, offset: Int, rowStride: Int, rows: Int, columns: Int, writes: Bool) {
    self.buffer = buffer
    self.writes = writes
    self.offset = offset
    // Rows without gaps are one run, which makes comparing cheap.
    let isOneRun = rows == 1 || rowStride <= columns
    self.rowStride = isOneRun ? 0 : rowStride
    self.rows = isOneRun ? 1 : rows
    self.columns = isOneRun ? (rows - 1) * rowStride + columns : columns
  }

  init(_ view: BufferView, writes: Bool) {
    self.init(
      buffer: view.buffer, offset: view.offset, rowStride: view.rowStride, rows: view.rows,
      columns: view.columns, writes: writes)
  }

  static func read(_ view: BufferView) -> Access { Access(view, writes: false) }

  static func write(_ view: BufferView) -> Access { Access(view, writes: true) }

  /// From the first float to after the last.
  var range: Range<Int> { offset..<offset + (rows - 1) * rowStride + columns }

  /// The same floats counted from `floats` before the buffer's start.
  func moved(by floats: Int) -> Access {
    var access = self
    access.offset += floats
    return access
  }

  /// Whether the two touch the same floats, no more and no fewer.
  func covers(_ other: Access) -> Bool {
    buffer == other.buffer && offset == other.offset && rowStride == other.rowStride && rows == other.rows
      && columns == other.columns
  }

  /// Whether the two share a float, offsets counted from the same place.
  ///
  /// Exact, but for two accesses of different strides that both have many rows, which count as sharing.
  func overlaps(_ other: Access) -> Bool {
    guard range.overlaps(other.range) else { return false }
    if rowStride == other.rowStride || rows == 1 || other.rows == 1 {
      let stride = max(rowStride, other.rowStride)
      if stride == 0 { return true }
      // Row i of this and row j of the other share a float where offset + (i − j) · stride lies in an open range.
      return Access.hasMultiple(
        of: stride, from: other.offset - columns + 1 - offset,
        through: other.offset + other.columns - 1 - offset,
        factors: 1 - other.rows...rows - 1)
    }
    let (few, many) = rows <= other.rows ? (self, other) : (other, self)
    guard few.rows <= Access.comparedRows else { return true }
    for row in 0..<few.rows where many.overlaps(few.row(row)) { return true }
    return false
  }

  /// Rows that are compared one by one; published horizons are below it.
  private static let comparedRows = 64

  private func row(_ row: Int) -> Access {
    Access(
      buffer: buffer, offset: offset + row * rowStride, rowStride: 0, rows: 1, columns: columns,
      writes: writes)
  }

  /// Whether `factor · step` lies in `low...high` for one of the factors.
  private static func hasMultiple(of step: Int, from low: Int, through high: Int, factors: ClosedRange<Int>)
    -> Bool
  {
    // Division rounds towards zero; these round up and down.
    let first = low > 0 ? (low + step - 1) / step : -(-low / step)
    let last = high >= 0 ? high / step : -((-high + step - 1) / step)
    return max(first, factors.lowerBound) <= min(last, factors.upperBound)
  }
}

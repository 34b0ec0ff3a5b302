/// Where a part of an operation writes its rows: into a buffer, or into private memory first.
@safe struct Destination {
  // SAFETY: made only by `ExecutionContext.destination`, and never kept beyond the operation that writes there.
  /// The first float.
  var start: UnsafeMutablePointer<Float>
  /// Floats between rows.
  var rowStride: Int

  func row(_ row: Int) -> UnsafeMutablePointer<Float> { unsafe start + row * rowStride }
}

extension ExecutionContext {
  /// Where `worker` writes `columns` columns of some rows of `view`.
  ///
  /// - Parameters:
  ///   - row: The first row.
  ///   - column: The first column.
  ///   - staged: Floats before them in the thread's staging memory.
  func destination(
    _ view: BufferView, row first: Int = 0, column: Int = 0, columns: Int, staged: Int = 0, worker: Worker
  ) -> Destination {
    guard worker.isStaged else {
      return unsafe Destination(start: row(first, of: view) + column, rowStride: view.rowStride)
    }
    return unsafe Destination(start: staging(of: worker) + staged, rowStride: columns)
  }

  /// Copies rows of `view` to `destination`, for an operation that then works in place.
  func take(_ view: BufferView, rows: Range<Int>, column: Int, columns: Int, to destination: Destination) {
    for row in rows {
      let from = unsafe self.row(row, of: view) + column
      unsafe destination.row(row - rows.lowerBound).update(from: from, count: columns)
    }
  }

  /// Copies what was written to the staged `destination` to where it belongs.
  func publish(
    _ view: BufferView, rows: Range<Int>, column: Int = 0, columns: Int, staged: Int = 0, worker: Worker
  ) {
    let from = unsafe staging(of: worker) + staged
    for row in rows {
      unsafe (self.row(row, of: view) + column).update(from: from + (row - rows.lowerBound) * columns, count: columns)
    }
  }
}

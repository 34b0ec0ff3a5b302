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
  /// Where `worker` writes `columns` columns of some rows of `view`: where they belong, or in its private memory, to be
  /// published.
  func destination(
    _ view: BufferView, rows: Range<Int>, column: Int = 0, columns: Int, worker: inout Worker
  ) -> Destination {
    let place = unsafe Destination(start: row(rows.lowerBound, of: view) + column, rowStride: view.rowStride)
    guard worker.isStaged else { return place }
    let staged = unsafe staging(of: worker) + worker.unpublished.floatCount
    unsafe worker.unpublished.append(
      StagedBlock(place: place, staged: staged, rows: rows.count, columns: columns))
    return unsafe Destination(start: staged, rowStride: columns)
  }

  /// Copies rows of `view` to `destination`, for an operation that then works in place.
  func take(_ view: BufferView, rows: Range<Int>, column: Int, columns: Int, to destination: Destination) {
    for row in rows {
      let from = unsafe self.row(row, of: view) + column
      unsafe destination.row(row - rows.lowerBound).update(from: from, count: columns)
    }
  }
}

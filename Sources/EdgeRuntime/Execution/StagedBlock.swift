/// Rows that a thread has computed in private memory, one after another, and where they belong.
@safe struct StagedBlock {
  // SAFETY: both are memory of the run, of at least so many rows and columns.
  let place: Destination
  let staged: UnsafeMutablePointer<Float>
  var rows: Int
  let columns: Int

  /// Takes in the rows of another block if they follow in both places; returns whether they do.
  mutating func extend(by next: StagedBlock) -> Bool {
    guard
      unsafe next.columns == columns && next.place.start == place.row(rows) && next.staged == staged + rows * columns
    else { return false }
    rows += next.rows
    return true
  }

  /// Copies the rows to where they belong.
  func publish() {
    for row in 0..<rows { unsafe place.row(row).update(from: staged + row * columns, count: columns) }
  }
}

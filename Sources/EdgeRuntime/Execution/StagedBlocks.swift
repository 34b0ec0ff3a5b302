/// Rows that a thread has computed in private memory, one after another, and where they belong.
@safe struct StagedBlock {
  // SAFETY: both are memory of the run, of at least so many rows and columns.
  let place: Destination
  let staged: UnsafeMutablePointer<Float>
  var rows: Int
  let columns: Int

  /// Adds the rows of another, if they follow this one's in both places.
  mutating func joins(_ next: StagedBlock) -> Bool {
    guard
      unsafe next.columns == columns && next.place.start == place.row(rows) && next.staged == staged + rows * columns
    else { return false }
    rows += next.rows
    return true
  }

  func publish() {
    for row in 0..<rows { unsafe place.row(row).update(from: staged + row * columns, count: columns) }
  }
}

/// What a part of an operation has computed and its thread may not have written yet.
struct StagedBlocks {
  /// Most blocks of a part: a point stage keeps the rows of four layers and its maxima; what is cut across rows has a
  /// begun block, whole ones, which join, and one that ends.
  static let capacity = 5

  private var blocks = InlineArray<5, StagedBlock?>(repeating: nil)
  private var count = 0
  /// Floats of private memory that they take.
  private(set) var floatCount = 0

  mutating func append(_ block: StagedBlock) {
    floatCount += block.rows * block.columns
    if count > 0, blocks[count - 1]?.joins(block) == true { return }
    blocks[count] = block
    count += 1
  }

  mutating func removeAll() { (count, floatCount) = (0, 0) }

  /// Copies all of them to where they belong, in place of the thread that is asked to be the one.
  mutating func publish() {
    for index in 0..<count { blocks[index]?.publish() }
    removeAll()
  }
}

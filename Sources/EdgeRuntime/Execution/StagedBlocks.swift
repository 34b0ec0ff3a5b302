/// What a thread has computed of an operation and may not have written yet.
struct StagedBlocks {
  /// As many as a part can have: a point stage keeps the rows of four layers and its maxima.
  ///
  /// Where a part goes on from one run of rows to the next, whole runs become one block between what is begun and what
  /// is not ended.
  private var blocks = InlineArray<5, StagedBlock?>(repeating: nil)
  private var count = 0
  /// Floats of private memory that they take.
  private(set) var floatCount = 0

  mutating func append(_ block: StagedBlock) {
    floatCount += block.rows * block.columns
    if count > 0, blocks[count - 1]?.extend(by: block) == true { return }
    blocks[count] = block
    count += 1
  }

  /// Forgets all of them.
  mutating func removeAll() { (count, floatCount) = (0, 0) }

  /// Copies all of them to where they belong, once.
  mutating func publish() {
    for index in 0..<count { blocks[index]?.publish() }
    removeAll()
  }
}

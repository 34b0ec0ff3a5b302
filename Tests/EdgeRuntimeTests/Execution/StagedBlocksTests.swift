import Testing

@testable import EdgeRuntime

@Suite struct StagedBlocksTests {
  /// Rows of seven floats, of which some are written.
  private let rowCount = 60
  private let stride = 7

  @Test("Runs of rows become one block, however many there are, and are published where they belong, once")
  func followingRunsJoin() {
    // Two columns of two rows, then five of all rows, by threes, but for one column of the last.
    let begun = (rows: 0..<2, columns: 4..<6), ended = (rows: 59..<60, columns: 1..<2)
    let whole = Swift.stride(from: 2, to: 59, by: 3).map { (rows: $0..<$0 + 3, columns: 1..<6) }
    let target = UnsafeMutableBufferPointer<Float>.allocate(capacity: rowCount * stride)
    let source = UnsafeMutableBufferPointer<Float>.allocate(capacity: 2 * 2 + 57 * 5 + 1)
    defer {
      target.deallocate()
      source.deallocate()
    }
    target.initialize(repeating: -1)
    for index in source.indices { source[index] = Float(index) }

    var blocks = StagedBlocks()
    for (rows, columns) in [begun] + whole + [ended] {
      let place = Destination(
        start: target.baseAddress! + rows.lowerBound * stride + columns.lowerBound, rowStride: stride)
      blocks.append(
        StagedBlock(
          place: place, staged: source.baseAddress! + blocks.floatCount, rows: rows.count, columns: columns.count))
    }
    #expect(blocks.floatCount == source.count)
    blocks.publish()

    var expected = [Float](repeating: -1, count: target.count)
    var next = Float(0)
    for (rows, columns) in [begun] + whole + [ended] {
      for row in rows {
        for column in columns {
          expected[row * stride + column] = next
          next += 1
        }
      }
    }
    #expect(Array(target) == expected)
    target.update(repeating: 0)
    blocks.publish()
    #expect(target.allSatisfy { $0 == 0 })
  }
}

/// Counts the upper bytes of a run of floats: their signs with the upper seven bits of their exponents.
struct UpperByteCensus {
  // SAFETY: reads the blocks that the caller has at the place it gives.

  /// Sixteen upper bytes, each at the place of its code.
  typealias Values = SIMD16<UInt8>

  /// Of every fourth weight each: counting the same byte twice in a row would wait for the first count.
  private var counts = InlineArray<4, InlineArray<256, UInt32>>(repeating: InlineArray(repeating: 0))

  /// The sixteen most frequent upper bytes of `blocks` blocks of floats at `start`, and how many blocks have others.
  mutating func take(_ start: UnsafeRawPointer, blocks: Int) -> (values: Values, patchCount: Int) {
    for quarter in counts.indices { counts[quarter] = InlineArray(repeating: 0) }
    for place in stride(from: 0, to: 4 * blocks * CodedRun.blockCount, by: 16) {
      for quarter in 0..<4 { unsafe counts[quarter][upperByte(start, place + 4 * quarter)] += 1 }
    }
    var totals = InlineArray<256, UInt32>(repeating: 0)
    for byte in totals.indices { totals[byte] = counts[0][byte] + counts[1][byte] + counts[2][byte] + counts[3][byte] }
    let values = UpperByteCensus.mostFrequent(in: &totals)
    // Those that are left have no code.
    var hasOthers = false
    for byte in totals.indices where totals[byte] > 0 { hasOthers = true }
    guard hasOthers else { return (values, 0) }
    var patchCount = 0
    for block in 0..<blocks {
      var others: UInt32 = 0
      for weight in 0..<CodedRun.blockCount {
        unsafe others |= totals[upperByte(start, 4 * (block * CodedRun.blockCount + weight))]
      }
      if others > 0 { patchCount += 1 }
    }
    return (values, patchCount)
  }

  @inline(__always) private func upperByte(_ start: UnsafeRawPointer, _ place: Int) -> Int {
    unsafe Int(start.load(fromByteOffset: place + 3, as: UInt8.self))
  }

  /// Takes the sixteen greatest out of `counts`.
  private static func mostFrequent(in counts: inout InlineArray<256, UInt32>) -> Values {
    var values = Values.zero
    for code in 0..<16 {
      var best = 0
      for byte in counts.indices where counts[byte] > counts[best] { best = byte }
      values[code] = UInt8(best)
      counts[best] = 0
    }
    return values
  }
}

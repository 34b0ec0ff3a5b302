/// Counts the upper bytes of a run of floats: their signs with the upper seven bits of their exponents.
struct UpperByteCensus {
  // SAFETY: reads the blocks that the caller has at the place it gives.

  /// Sixteen upper bytes, each at the place of its code.
  typealias Values = SIMD16<UInt8>
  private typealias Counts = InlineArray<256, UInt32>

  /// Of every fourth weight each: counting the same byte twice in a row would wait for the first count.
  private var quarters = InlineArray<4, Counts>(repeating: Counts(repeating: 0))
  /// Those that occur, few of 256.
  private var present: [Int] = []

  /// The sixteen most frequent upper bytes of `blocks` blocks of floats at `start`, and how many blocks have others.
  mutating func take(_ start: UnsafeRawPointer, blocks: Int) -> (values: Values, patchCount: Int) {
    quarters = InlineArray(repeating: Counts(repeating: 0))
    for place in stride(from: 0, to: 4 * blocks * CodedFloat32Run.blockCount, by: 16) {
      for quarter in 0..<4 { unsafe quarters[quarter][upperByte(start, place + 4 * quarter)] += 1 }
    }
    var others = Counts(repeating: 0)
    present.removeAll(keepingCapacity: true)
    for byte in others.indices {
      for quarter in 0..<4 { others[byte] += quarters[quarter][byte] }
      if others[byte] > 0 { present.append(byte) }
    }
    let values = UpperByteCensus.takeMostFrequent(of: present, from: &others)
    guard present.count > values.scalarCount else { return (values, 0) }
    var patchCount = 0
    for block in 0..<blocks {
      var found: UInt32 = 0
      for weight in 0..<CodedFloat32Run.blockCount {
        unsafe found |= others[upperByte(start, 4 * (block * CodedFloat32Run.blockCount + weight))]
      }
      if found > 0 { patchCount += 1 }
    }
    return (values, patchCount)
  }

  @inline(__always) private func upperByte(_ start: UnsafeRawPointer, _ place: Int) -> Int {
    unsafe Int(start.load(fromByteOffset: place + 3, as: UInt8.self))
  }

  /// The sixteen bytes of `present` with the greatest counts, which become 0.
  private static func takeMostFrequent(of present: [Int], from counts: inout Counts) -> Values {
    var values = Values.zero
    for code in 0..<min(values.scalarCount, present.count) {
      var best = present[0]
      for byte in present where counts[byte] > counts[best] { best = byte }
      values[code] = UInt8(best)
      counts[best] = 0
    }
    return values
  }
}

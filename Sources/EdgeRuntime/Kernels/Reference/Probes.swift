extension Reference {
  // SAFETY: reads as many floats as the caller says there are.

  /// Sums `count` floats, a multiple of 64: what reading costs when nothing else is done.
  static func readProbe(_ values: UnsafePointer<Float>, _ count: Int) -> Float {
    var first = Lanes.zero
    var second = Lanes.zero
    for index in stride(from: 0, to: count, by: 32) {
      unsafe first += (values + index).lanes
      unsafe second += (values + index + 16).lanes
    }
    return (first + second).foldedSum
  }

  /// Does `rounds` rounds of 96 multiply-adds without memory.
  static func multiplyAddProbe(_ rounds: Int) -> Float {
    var a = Lanes(repeating: 0)
    var b = Lanes(repeating: 1)
    var c = Lanes(repeating: 2)
    let half = Lanes(repeating: 0.5)
    for _ in 0..<rounds * 2 {
      a += half * half
      b += half * half
      c += half * half
    }
    return (a + b + c).foldedSum
  }

  /// Does `rounds` rounds of 512 multiply-adds of bytes without memory.
  static func integerProbe(_ rounds: Int) -> Int32 {
    var sums = SIMD16<Int32>(repeating: 0)
    var factor = SIMD16<Int32>(repeating: 3)
    for _ in 0..<rounds {
      for _ in 0..<32 {
        sums &+= factor &* factor
        factor ^= 1
      }
    }
    return sums.wrappedSum()
  }
}

extension Range<Int> {
  /// The first index for which `isSound` does not hold, or nil.
  ///
  /// Whole blocks are asked first, without a branch an index, so that the search runs at the speed of memory.
  @inline(__always)
  func firstFault(_ isSound: (Int) -> Bool) -> Int? {
    var start = lowerBound
    while start < upperBound {
      let end = start + Swift.min(4096, upperBound - start)
      // Not of Booleans: their `&&` is a branch.
      var faults: UInt32 = 0
      var index = start
      while index < end {
        faults |= isSound(index) ? 0 : 1
        index &+= 1
      }
      if faults != 0 { return (start..<end).first { !isSound($0) } }
      start = end
    }
    return nil
  }
}

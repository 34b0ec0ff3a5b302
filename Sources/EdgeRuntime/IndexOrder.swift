extension Range<Int> {
  /// The indices in the order that `precedes` gives them; of equal ones the lower first.
  ///
  /// The one sort of the program: each kind of element that is sorted for itself costs four kilobytes of code.
  @inline(never) @_optimize(size) public func ordered(by precedes: (Int, Int) -> Bool) -> [Int] {
    sorted(by: precedes)
  }
}

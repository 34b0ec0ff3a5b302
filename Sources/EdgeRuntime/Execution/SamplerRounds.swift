/// How a step walks a list whose middle part runs once for every row of the sampler.
struct SamplerRounds {
  /// Places in the list.
  let count: Int
  /// Those that every row runs.
  let network: Range<Int>
  /// Rows of the sampler.
  let rowCount: Int

  /// The places that `row` runs: the first begins with what precedes the network, the last ends with what follows.
  func places(ofRow row: Int) -> Range<Int> {
    (row == 0 ? 0 : network.lowerBound)..<(row == rowCount - 1 ? count : network.upperBound)
  }

  /// Places that all rows together run.
  var total: Int { count + (rowCount - 1) * network.count }
}

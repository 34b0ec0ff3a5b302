/// One of the parts that an operation is cut in so that threads can share it.
///
/// Whoever computes a part, and however many there are, every number comes out with the same bits.
struct Share: Equatable {
  /// Which part, from 0.
  var index: Int
  /// How many there are.
  var count: Int

  /// The operation uncut.
  static let whole = Share(index: 0, count: 1)

  /// The places of this part in `total` places.
  func range(of total: Int) -> Range<Int> { total * index / count..<total * (index + 1) / count }
}

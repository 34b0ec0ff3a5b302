/// One of the parts that an operation is cut in so that threads can share it: neighbours of equal pieces.
///
/// Whoever computes a part, and however many there are, every number comes out with the same bits.
struct Share: Equatable {
  /// Its pieces, from 0.
  var pieces: Range<Int>
  /// How many pieces the operation has.
  var count: Int
  /// What of the operation it is a part of.
  var phase = Phase.all

  /// What is done of an operation before threads meet.
  enum Phase {
    /// All of it.
    case all
    /// A product's sums, without a norm, so that groups need not stay together.
    case sums
    /// Then the norm and what follows it.
    case norm
  }

  /// The operation uncut.
  static let whole = Share(index: 0, count: 1)

  /// The places of this part in `total` places.
  func range(of total: Int) -> Range<Int> {
    total * pieces.lowerBound / count..<total * pieces.upperBound / count
  }

  /// Its pieces in at most `most` shares, each smaller than the one before it, or as small: threads that take turns at
  /// what is left then end at nearly the same time.
  func tapered(most: Int) -> [Share] {
    var shares: [Share] = []
    var rest = self
    for left in stride(from: min(most, pieces.count), to: 0, by: -1) {
      var share = rest
      // Sizes as left, left - 1, ... 1.
      let end = rest.pieces.lowerBound + max(2 * rest.pieces.count / (left + 1), 1)
      share.pieces = rest.pieces.lowerBound..<end
      rest.pieces = end..<rest.pieces.upperBound
      shares.append(share)
    }
    return shares
  }
}

extension Share {
  /// Makes a share of one piece.
  init(index: Int, count: Int, phase: Phase = .all) {
    self.init(pieces: index..<index + 1, count: count, phase: phase)
  }
}

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

  /// Makes a share of neighbouring pieces.
  init(pieces: Range<Int>, count: Int, phase: Phase = .all) {
    self.pieces = pieces
    self.count = count
    self.phase = phase
  }

  /// Makes a share of one piece.
  init(index: Int, count: Int, phase: Phase = .all) {
    self.init(pieces: index..<index + 1, count: count, phase: phase)
  }

  /// The places of this part in `total` places.
  func range(of total: Int) -> Range<Int> {
    total * pieces.lowerBound / count..<total * pieces.upperBound / count
  }

  /// Gathers a thread's pieces in at most `most` shares, each smaller than the one before it, or as small: threads that
  /// take turns at what is left then end at nearly the same time.
  static func tapering(_ pieces: Range<Int>, of count: Int, phase: Phase = .all, most: Int) -> [Share] {
    var shares: [Share] = []
    var first = pieces.lowerBound
    for left in stride(from: min(most, pieces.count), to: 0, by: -1) {
      // Sizes as left, left - 1, ... 1.
      let size = max(2 * (pieces.upperBound - first) / (left + 1), 1)
      shares.append(Share(pieces: first..<first + size, count: count, phase: phase))
      first += size
    }
    return shares
  }
}

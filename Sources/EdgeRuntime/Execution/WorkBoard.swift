import Synchronization

/// Which shares of the current operations are claimed, being written, and done.
///
/// Each thread has a portion of the shares. It claims from its own first and then from the others', so that nobody
/// waits for work that nobody has begun. What a thread claimed it computes in private memory; only then does it ask
/// to write, and is refused if the share was written meanwhile. So a thread that lost its processor in the middle of
/// a share can be replaced: whoever waits computes the share again, and the late one finds its numbers not wanted.
///
/// A portion has two cache lines to itself, so that its thread rarely fetches one from another's cache. The claims are
/// a word: a round in the upper bits, then how many shares are claimed, and a bit for each that is being written or
/// was. The marks tell when each share was last done, and are what others look at while they wait. A round is a set of
/// operations run once; nothing is cleared between rounds, since a word of an older one means that nothing is claimed.
@safe final class WorkBoard: Sendable {
  /// Most shares of one portion.
  static let portionCapacity = 8
  private static let lineByteCount = 128

  /// A portion's claims taken apart.
  struct Claims {
    var word: UInt64

    init(word: UInt64) { self.word = word }
    /// Of a round in which nothing is claimed yet; its number is kept modulo 2⁴⁸.
    init(round: UInt64) { word = round << 16 }

    var claimed: Int { Int(word >> 8 & 0xFF) }

    static func begun(_ share: Int) -> UInt64 { 1 << UInt64(share) }
    static let oneClaimed: UInt64 = 1 << 8

    func isBegun(_ share: Int) -> Bool { word & Claims.begun(share) != 0 }

    /// Rounds from `round` to this one, negative if this one is the older; their numbers may wrap.
    func rounds(since round: UInt64) -> Int64 { Int64(bitPattern: word & ~0xFFFF &- round << 16) }
  }

  // SAFETY: allocated in init, freed in deinit, and only used through atomics in between.
  private nonisolated(unsafe) let lines: UnsafeMutableRawPointer
  private let portionCount: Int

  init(portionCount: Int) {
    self.portionCount = portionCount
    // One line more, for what is done by the first thread alone.
    let byteCount = (2 * portionCount + 1) * WorkBoard.lineByteCount
    unsafe lines = .allocate(byteCount: byteCount, alignment: WorkBoard.lineByteCount)
    for offset in stride(from: 0, to: byteCount, by: 8) {
      unsafe (lines + offset).bindMemory(to: Atomic<UInt64>.self, capacity: 1).initialize(to: Atomic(0))
    }
  }

  deinit { unsafe lines.deallocate() }

  private func word(_ index: Int, ofLine line: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
    unsafe (lines + line * WorkBoard.lineByteCount).assumingMemoryBound(to: Atomic<UInt64>.self) + index
  }

  private func claimsWord(_ portion: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
    unsafe word(0, ofLine: 2 * portion)
  }

  /// When a share of a portion was last done: the round.
  private func mark(_ share: Int, of portion: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
    unsafe word(share, ofLine: 2 * portion + 1)
  }

  private var aloneMark: UnsafeMutablePointer<Atomic<UInt64>> { unsafe word(0, ofLine: 2 * portionCount) }

  private func claims(_ portion: Int) -> Claims {
    unsafe Claims(word: claimsWord(portion).pointee.load(ordering: .acquiring))
  }

  /// Claims the next share of a portion of `count`, if there is one left in `round`.
  ///
  /// The caller has seen every earlier round done.
  func claim(from portion: Int, of count: Int, round: UInt64) -> Int? {
    guard count > 0 else { return nil }
    var old = claims(portion)
    while true {
      let rounds = old.rounds(since: round)
      if rounds > 0 { return nil }
      let current = rounds < 0 ? Claims(round: round) : old
      if current.claimed == count { return nil }
      let (exchanged, found) = unsafe claimsWord(portion).pointee.compareExchange(
        expected: old.word, desired: current.word + Claims.oneClaimed, ordering: .acquiringAndReleasing)
      if exchanged { return current.claimed }
      old = Claims(word: found)
    }
  }

  /// Whether the caller may write the share's outputs: once for every share, and not when it is late.
  func beginWriting(_ share: Int, of portion: Int, round: UInt64) -> Bool {
    var old = claims(portion)
    while true {
      guard old.rounds(since: round) == 0, !old.isBegun(share) else { return false }
      let (exchanged, found) = unsafe claimsWord(portion).pointee.compareExchange(
        expected: old.word, desired: old.word | Claims.begun(share), ordering: .acquiringAndReleasing)
      if exchanged { return true }
      old = Claims(word: found)
    }
  }

  /// Tells that a share's outputs are written, by the one who might.
  func endWriting(_ share: Int, of portion: Int, round: UInt64) {
    unsafe mark(share, of: portion).pointee.store(round, ordering: .releasing)
  }

  /// Whether all `count` shares of a portion are done in `round`.
  func isDone(_ portion: Int, of count: Int, round: UInt64) -> Bool {
    for share in 0..<count where unsafe !WorkBoard.hasReached(round, mark(share, of: portion)) { return false }
    return true
  }

  /// A share of a portion, all of whose shares are claimed, that nobody has begun to write.
  func unfinished(of portion: Int, count: Int, round: UInt64) -> Int? {
    let claims = claims(portion)
    guard claims.rounds(since: round) == 0 else { return nil }
    for share in 0..<count where !claims.isBegun(share) { return share }
    return nil
  }

  /// Tells that what the first thread does alone in `round` is done.
  func endAlone(round: UInt64) { unsafe aloneMark.pointee.store(round, ordering: .releasing) }

  /// Whether what the first thread does alone in `round` is done.
  func isAloneDone(round: UInt64) -> Bool { unsafe WorkBoard.hasReached(round, aloneMark) }

  private static func hasReached(_ round: UInt64, _ mark: UnsafeMutablePointer<Atomic<UInt64>>) -> Bool {
    unsafe Int64(bitPattern: mark.pointee.load(ordering: .acquiring) &- round) >= 0
  }
}

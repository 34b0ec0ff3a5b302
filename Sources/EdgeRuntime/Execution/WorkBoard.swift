import Synchronization

/// Which shares of the current operations are claimed, being written, and done.
///
/// Each thread has a portion of the shares. It claims from its own first and then from the others', so that nobody
/// waits for work that nobody has begun. What a thread claimed it computes in private memory; only then does it ask
/// to write, and is refused if the share was written meanwhile. So a thread that lost its processor in the middle of
/// a share can be replaced: whoever waits computes the share again, and the late one finds its numbers not wanted.
///
/// A portion is one word with a cache line to itself: the round in the upper bits, then how many shares are claimed, a
/// bit for each that is being written and one for each that is done. A round is a set of operations run once; the words
/// pass from one to the next without being cleared, since a word of an older round means that nothing is claimed.
@safe final class WorkBoard: Sendable {
  /// Most shares of one portion.
  static let portionCapacity = 8
  private static let lineByteCount = 128

  /// A portion's word taken apart.
  struct State: Equatable {
    var word: UInt64

    init(word: UInt64) { self.word = word }
    init(round: UInt64) { word = round << 20 }

    /// Modulo 2⁴⁴.
    var round: UInt64 { word >> 20 }
    var claimed: Int { Int(word >> 16 & 0xF) }

    static func writing(_ share: Int) -> UInt64 { 1 << (8 + UInt64(share)) }
    static func done(_ share: Int) -> UInt64 { 1 << UInt64(share) }
    static let oneClaimed: UInt64 = 1 << 16

    func isBegun(_ share: Int) -> Bool { word & (State.writing(share) | State.done(share)) != 0 }

    func isDone(count: Int) -> Bool { word & 0xFF == (1 << UInt64(count)) - 1 }

    /// Rounds from `round` to this one, negative if this one is the older; their numbers may wrap.
    func rounds(since round: UInt64) -> Int64 { Int64(bitPattern: word & ~0xFFFFF &- round << 20) }
  }

  // SAFETY: allocated in init, freed in deinit, and only used through atomics in between.
  private nonisolated(unsafe) let lines: UnsafeMutableRawPointer
  private let portionCount: Int

  init(portionCount: Int) {
    self.portionCount = portionCount
    // One line more, for what is done by the first thread alone.
    unsafe lines = .allocate(
      byteCount: (portionCount + 1) * WorkBoard.lineByteCount, alignment: WorkBoard.lineByteCount)
    for line in 0...portionCount {
      unsafe (lines + line * WorkBoard.lineByteCount).bindMemory(to: Atomic<UInt64>.self, capacity: 1)
        .initialize(to: Atomic(0))
    }
  }

  deinit { unsafe lines.deallocate() }

  private func word(_ portion: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
    unsafe (lines + portion * WorkBoard.lineByteCount).assumingMemoryBound(to: Atomic<UInt64>.self)
  }

  private func state(_ portion: Int) -> State {
    unsafe State(word: word(portion).pointee.load(ordering: .acquiring))
  }

  /// Claims the next share of a portion of `count`, if there is one left in `round`.
  ///
  /// The caller has seen every earlier round done.
  func claim(from portion: Int, of count: Int, round: UInt64) -> Int? {
    guard count > 0 else { return nil }
    var old = state(portion)
    while true {
      let rounds = old.rounds(since: round)
      if rounds > 0 { return nil }
      let current = rounds < 0 ? State(round: round) : old
      if current.claimed == count { return nil }
      let (exchanged, found) = unsafe word(portion).pointee.compareExchange(
        expected: old.word, desired: current.word + State.oneClaimed, ordering: .acquiringAndReleasing)
      if exchanged { return current.claimed }
      old = State(word: found)
    }
  }

  /// Whether the caller may write the share's outputs: once for every share, and not when it is late.
  func beginWriting(_ share: Int, of portion: Int, round: UInt64) -> Bool {
    var old = state(portion)
    while true {
      guard old.rounds(since: round) == 0, !old.isBegun(share) else { return false }
      let (exchanged, found) = unsafe word(portion).pointee.compareExchange(
        expected: old.word, desired: old.word | State.writing(share), ordering: .acquiringAndReleasing)
      if exchanged { return true }
      old = State(word: found)
    }
  }

  /// Tells that a share's outputs are written.
  func endWriting(_ share: Int, of portion: Int) {
    unsafe word(portion).pointee.bitwiseOr(State.done(share), ordering: .acquiringAndReleasing)
  }

  /// Whether all `count` shares of a portion are done in `round`.
  func isDone(_ portion: Int, of count: Int, round: UInt64) -> Bool {
    if count == 0 { return true }
    let state = state(portion)
    let rounds = state.rounds(since: round)
    return rounds > 0 || rounds == 0 && state.isDone(count: count)
  }

  /// A share of a portion, all of whose shares are claimed, that nobody has begun to write.
  func unfinished(of portion: Int, count: Int, round: UInt64) -> Int? {
    let state = state(portion)
    guard state.rounds(since: round) == 0 else { return nil }
    for share in 0..<count where !state.isBegun(share) { return share }
    return nil
  }

  /// Tells that what the first thread does alone in `round` is done.
  func endAlone(round: UInt64) {
    unsafe word(portionCount).pointee.store(State(round: round).word, ordering: .releasing)
  }

  /// Whether what the first thread does alone in `round` is done.
  func isAloneDone(round: UInt64) -> Bool { state(portionCount).rounds(since: round) >= 0 }
}

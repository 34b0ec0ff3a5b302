import CPlatform

/// Floats that end at a page nobody may touch and begin behind a canary.
///
/// A read or write behind the end stops the process; `isIntact` tells of writes before the start. The start
/// has whatever alignment the count gives, so odd counts exercise unaligned access.
@safe public final class GuardedFloats {
  // SAFETY: mapped in init with an unreadable page behind the last float, unmapped in deinit; who takes `start` keeps
  // the object.

  /// Floats between canary and guard page.
  public let count: Int
  private let whole: UnsafeMutableBufferPointer<Float>

  private static var canaryCount: Int { 16 }
  /// A value no test computes.
  public static var canary: Float { -12345.678 }

  /// Makes floats of `value` of their index.
  public init(count: Int, _ value: (Int) -> Float = { _ in GuardedFloats.canary }) {
    let total = count + Self.canaryCount
    let start = unsafe edge_map_guarded(4 * total)
    unsafe precondition(start != nil, "no memory for a guarded buffer")
    self.count = count
    unsafe whole = UnsafeMutableBufferPointer(
      start: start?.bindMemory(to: Float.self, capacity: total), count: total)
    for index in unsafe whole.indices {
      unsafe whole[index] = index < Self.canaryCount ? Self.canary : value(index - Self.canaryCount)
    }
  }

  /// Makes a copy of `values`.
  public convenience init(_ values: [Float]) {
    self.init(count: values.count) { values[$0] }
  }

  /// Makes a copy of `bytes`, a multiple of four.
  public convenience init(bytes: [UInt8]) {
    precondition(bytes.count % 4 == 0, "bytes fill up floats")
    self.init(count: bytes.count / 4) { place in
      var word: UInt32 = 0
      for byte in 0..<4 { word |= UInt32(bytes[4 * place + byte]) << (8 * UInt32(byte)) }
      return Float(bitPattern: word)
    }
  }

  deinit { unsafe edge_unmap_guarded(whole.baseAddress, 4 * whole.count) }

  /// The first float.
  public var start: UnsafeMutablePointer<Float> { unsafe whole.baseAddress.unsafelyUnwrapped + Self.canaryCount }

  /// The first float as another type of four bytes or one.
  public func start<Element>(as type: Element.Type) -> UnsafeMutablePointer<Element> {
    unsafe UnsafeMutableRawPointer(start).assumingMemoryBound(to: type)
  }

  /// True while nothing has been written before the start.
  public var isIntact: Bool {
    for index in 0..<Self.canaryCount where unsafe whole[index] != Self.canary { return false }
    return true
  }

  /// The same, and while the gaps behind `columns` of each row are as they were made.
  public func isIntact(outside columns: Int, rowStride: Int) -> Bool {
    for place in 0..<count where unsafe place % rowStride >= columns && start[place] != Self.canary { return false }
    return isIntact
  }

  /// The floats.
  public var values: [Float] { unsafe Array(UnsafeBufferPointer(start: start, count: count)) }

  /// The floats' bits, lowest address first.
  public var bits: [UInt32] { values.map { $0.bitPattern } }

  /// The floats' bytes.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for index in 0..<4 * count { unsafe bytes.append(start(as: UInt8.self)[index]) }
    return bytes
  }
}

/// Codes blocks of a run of half precision.
struct Float16BlockCoder {
  // SAFETY: reads a block of halves and writes one of codes, where the caller has them.

  private typealias Row = SIMD16<UInt16>

  /// What the run's exponents are lowered by, which its scale makes good.
  private let shift: UInt16

  /// A coder of the `blocks` blocks of halves at `start`.
  init(of blocks: Int, at start: UnsafeRawPointer) {
    var greatest = Row.zero
    for place in stride(from: 0, to: 2 * blocks * CodedFloat16Run.blockCount, by: 32) {
      let magnitude = unsafe start.loadUnaligned(fromByteOffset: place, as: Row.self) & 0x7FFF
      greatest.replace(with: magnitude, where: magnitude .> greatest)
    }
    shift = UInt16(max(0, Int(greatest.max() >> 10) - CodedFloat16Run.greatestExponent))
  }

  /// The power of two that the halves are divided by.
  var scale: Float { Float(bitPattern: UInt32(127 + shift) << 23) }

  /// Whether codes can hold the block of halves at `source`: none has a bit below the least that they have.
  func canHold(_ source: UnsafeRawPointer) -> Bool {
    var lost = Row.zero
    for channel in 0..<CodedFloat16Run.depth {
      lost |= unsafe lowered(source.loadUnaligned(fromByteOffset: 32 * channel, as: Row.self)).lost
    }
    return lost == .zero
  }

  /// Codes the halves at `source`.
  ///
  /// They are read before anything is written, so the two places may overlap.
  func code(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer) {
    var signs = SIMD8<UInt16>.zero
    var halves = InlineArray<4, Row>(repeating: .zero)
    for channel in halves.indices {
      let row = unsafe source.loadUnaligned(fromByteOffset: 32 * channel, as: Row.self)
      halves[channel] = lowered(row).values
      // Eight weights of neighbouring places have the same bit of eight bytes.
      let bits = row &>> 15
      let first = UInt16(CodedFloat16Run.place(channel: channel, column: 0) / 8)
      let second = UInt16(CodedFloat16Run.place(channel: channel, column: 8) / 8)
      signs |= bits.lowHalf &<< first | bits.highHalf &<< second
    }
    for channel in 0..<2 {
      unsafe store(halves[channel] &>> 8 | (halves[channel + 2] &>> 8) &<< 4, ofChannel: channel, to: target)
    }
    unsafe (target + CodedFloat16Run.signsOffset)
      .storeBytes(of: SIMD8<UInt8>(truncatingIfNeeded: signs), as: SIMD8<UInt8>.self)
    for channel in halves.indices {
      unsafe store(halves[channel], ofChannel: channel, to: target + CodedFloat16Run.lowerBytesOffset)
    }
  }

  /// The magnitudes of `row` with lowered exponents, where the least become subnormal, and what bits that loses.
  ///
  /// Shifts by constants and bitwise logic only: what compilers make vectors of for any processor.
  private func lowered(_ row: Row) -> (values: Row, lost: Row) {
    let magnitude = row & 0x7FFF
    let isSubnormal = ((magnitude &>> 10) &- 1) &>> 15
    let exponent = (magnitude &>> 10) | isSubnormal
    // A weight is a whole number of units of its exponent. In those of the least exponent of codes it has `drop` bits
    // fewer; or its exponent is above that by `rest`.
    var units = (magnitude & 0x3FF) | ((isSubnormal ^ 1) &<< 10)
    let distance = Row(repeating: shift + 1) &- exponent
    let isAbove = Row.zero &- (distance &>> 15)
    let drop = distance & ~isAbove
    let rest = (Row.zero &- distance) & isAbove
    var lost = units & (Row.zero &- (drop &>> 4))
    units &= ~lost
    for log in (0..<UInt16(4)).reversed() {
      let places: UInt16 = 1 << log
      let drops = Row.zero &- ((drop &>> log) & 1)
      lost |= units & drops & (1 << places - 1)
      units = (units & ~drops) | ((units &>> places) & drops)
    }
    return (units &+ (rest &<< 10), lost)
  }

  /// Writes the lower bytes of a channel's values to their places.
  private func store(_ values: Row, ofChannel channel: Int, to target: UnsafeMutableRawPointer) {
    let bytes = SIMD16<UInt8>(truncatingIfNeeded: values)
    unsafe target.storeBytes(
      of: bytes.lowHalf, toByteOffset: CodedFloat16Run.place(channel: channel, column: 0), as: SIMD8<UInt8>.self)
    unsafe target.storeBytes(
      of: bytes.highHalf, toByteOffset: CodedFloat16Run.place(channel: channel, column: 8), as: SIMD8<UInt8>.self)
  }
}

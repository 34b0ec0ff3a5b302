import CFuzzer
import TestSupport

/// What a target's own mutator is made of.
enum Mutation {
  /// Values at the edges of what fields of four bytes mean.
  private static let edges: [UInt32] = [
    0, 1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 63, 64, 255, 256, 4095, 4096, 65_535, 65_536, 1 << 20, (1 << 20) + 1, 1 << 28,
    1 << 30, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF, 0x7F80_0000, 0x7FC0_0000, 0x3F80_0000,
  ]

  /// libFuzzer's own mutations of the first `size` bytes of a buffer; returns the new size.
  static func plain(_ data: UnsafeMutablePointer<UInt8>, size: Int, maxSize: Int) -> Int {
    LLVMFuzzerMutate(data, size, maxSize)
  }

  /// Gives up to three aligned fields of four bytes in `range` a telling value.
  static func fields(_ bytes: UnsafeMutableBufferPointer<UInt8>, in range: Range<Int>, random: inout SeededGenerator) {
    let words = range.count / 4
    guard words > 0 else { return }
    func place() -> Int { range.lowerBound + 4 * random.next(below: words) }
    for _ in 0...random.next(below: 3) {
      let place = place()
      let old = bytes.word(at: place)
      let value =
        switch random.next(below: 6) {
        case 0, 1: edges[random.next(below: edges.count)]
        case 2: old &+ 1
        case 3: old &- 1
        case 4: bytes.word(at: range.lowerBound + 4 * random.next(below: words))
        default: UInt32(random.next(below: 64))
        }
      bytes.set(value, at: place)
    }
  }
}

extension UnsafeMutableBufferPointer<UInt8> {
  /// Four bytes, least significant first; the caller has checked that they are there.
  func word(at place: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(self[place + $1]) << (8 * UInt32($1)) }
  }

  func set(_ value: UInt32, at place: Int) {
    for byte in 0..<4 { self[place + byte] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(byte))) }
  }

  /// Two bytes, least significant first.
  func halfWord(at place: Int) -> Int { Int(self[place]) | Int(self[place + 1]) << 8 }
}

@testable import Exporter

/// Makes the checksums of a zip archive's stored members true again, so that changes reach what lies behind them.
enum ZipChecksums {
  private static let endByteCount = 22
  private static let entryByteCount = 46
  private static let localByteCount = 30

  /// Follows the directory as far as it makes sense; what does not is left as it is.
  static func repair(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
    guard bytes.count >= endByteCount else { return }
    let end = bytes.count - endByteCount
    guard bytes.word(at: end) == 0x0605_4B50 else { return }
    var place = Int(bytes.word(at: end + 16))
    while place + entryByteCount <= end, bytes.word(at: place) == 0x0201_4B50 {
      repairMember(bytes, entry: place)
      // Name, extra fields and comment follow.
      place += entryByteCount + [28, 30, 32].reduce(0) { $0 + bytes.halfWord(at: place + $1) }
    }
  }

  private static func repairMember(_ bytes: UnsafeMutableBufferPointer<UInt8>, entry: Int) {
    let local = Int(bytes.word(at: entry + 42))
    guard local + localByteCount <= bytes.count else { return }
    let start = local + localByteCount + bytes.halfWord(at: local + 26) + bytes.halfWord(at: local + 28)
    let end = start + Int(bytes.word(at: entry + 20))
    guard end <= bytes.count else { return }
    var checksum = CRC32()
    checksum.update(Array(bytes[start..<end]))
    bytes.set(checksum.value, at: entry + 16)
    let hasDescriptor = bytes.halfWord(at: local + 6) & 8 != 0
    if !hasDescriptor {
      bytes.set(checksum.value, at: local + 14)
    } else if end + 8 <= bytes.count, bytes.word(at: end) == 0x0807_4B50 {
      bytes.set(checksum.value, at: end + 4)
    }
  }
}

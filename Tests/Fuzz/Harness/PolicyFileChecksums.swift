@testable import EdgeRuntime

/// Finds a policy file's sections and makes its checksums true again, so that changes reach what lies behind them.
///
/// The layout is stated here a second time (docs/format.md): a harness that shared the reader's code would share its
/// faults.
enum PolicyFileChecksums {
  struct Section {
    /// Where its row of the table stands.
    let row: Int
    let content: Range<Int>
  }

  private static let headerByteCount = 32
  private static let rowByteCount = 32

  static func sections(in bytes: UnsafeMutableBufferPointer<UInt8>) -> [Section] {
    guard bytes.count >= headerByteCount else { return [] }
    let count = min(Int(bytes.word(at: 12)), (bytes.count - headerByteCount) / rowByteCount)
    return (0..<count).compactMap { index in
      let row = headerByteCount + rowByteCount * index
      let start = Int(bytes.word(at: row + 8))
      let end = start + Int(bytes.word(at: row + 16))
      return end <= bytes.count ? Section(row: row, content: start..<end) : nil
    }
  }

  /// Writes the file's length and every checksum anew.
  static func repair(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
    guard bytes.count >= headerByteCount else { return }
    bytes.set(UInt32(bytes.count), at: 16)
    bytes.set(0, at: 20)
    for section in sections(in: bytes) {
      bytes.set(CRC32C.checksum(Array(bytes[section.content])), at: section.row + 4)
    }
    let end = min(headerByteCount + rowByteCount * Int(bytes.word(at: 12)), bytes.count)
    guard end >= headerByteCount else { return }
    bytes.set(CRC32C.checksum(Array(bytes[..<24]) + Array(bytes[headerByteCount..<end])), at: 24)
  }
}

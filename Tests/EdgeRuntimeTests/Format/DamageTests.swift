import TestSupport
import Testing

@testable import EdgeRuntime

/// Every small damage to a whole file is noticed.
struct DamageTests {
  private let bytes: [UInt8]
  private let file: TemporaryFile

  init() throws {
    var parts = MiniaturePolicy.parts()
    parts.goldens = [[1, 2, 3, 4, 5]]
    bytes = try parts.bytes()
    file = TemporaryFile(bytes)
  }

  @Test func everyTruncationIsRefused() {
    for count in (0..<bytes.count).reversed() {
      file.resize(to: count)
      #expect(PolicyParts.refusal(of: file) != nil, "the first \(count) bytes pass")
    }
  }

  @Test func everyExtensionIsRefused() {
    for extra in 1...64 {
      for byte: UInt8 in [0, 0xFF] {
        file.replace(bytes + [UInt8](repeating: byte, count: extra))
        #expect(
          PolicyParts.refusal(of: file)
            == .wrongFileSize(declared: UInt64(bytes.count), actual: UInt64(bytes.count + extra)))
      }
    }
  }

  /// One bit of each byte: that no byte escapes its checksum is what a flip can show, and one bit shows it.
  @Test func aFlippedBitOfAnyByteIsRefused() {
    let passed = bytes.indices.filter { offset in
      file.with(bytes[offset] ^ (1 << UInt8(offset % 8)), at: offset) { PolicyParts.refusal(of: file) == nil }
    }
    #expect(passed.isEmpty)
    #expect(PolicyParts.refusal(of: file) == nil)
  }

  @Test func everyValueOfEveryHeaderByteIsRefused() {
    let end = 32 + 32 * PolicyBytes(bytes).sectionCount
    for offset in 0..<end {
      for value: UInt8 in 0...255 where value != bytes[offset] {
        let refusal = file.with(value, at: offset) { PolicyParts.refusal(of: file) }
        #expect(refusal != nil, "byte \(offset) as \(value) passes")
      }
    }
  }

  /// What each byte of a table is set to: its own bits flipped, the ends of its range, and an eighth of all values,
  /// another eighth at each place.
  private func values(at offset: Int) -> [UInt8] {
    let flips = (0..<8).map { bytes[offset] ^ (1 << UInt8($0)) }
    return flips + [0, 1, 0x7F, 0x80, 0xFF] + (0..<32).map { UInt8(8 * $0 + offset % 8) }
  }

  /// With checksums repaired, so that what lies behind them is reached: a typed error or a sound file.
  @Test(arguments: [SectionKind.metadata, .provenance, .sampler, .tensors])
  func changedTableBytesAreSafe(kind: SectionKind) throws {
    var (refused, accepted) = (0, 0)
    let row = PolicyBytes(bytes).row(of: kind)
    for offset in row.offset..<row.offset + min(row.byteCount, 256) {
      for value in values(at: offset) {
        var changed = PolicyBytes(bytes)
        changed.bytes[offset] = value
        changed.repair(row)
        file.replace(changed.bytes)
        do throws(PolicyFileError) {
          let policy = try Policy(file: PolicyFile(path: file.path), kernels: .generic, threadCount: 1)
          policy.step()
          accepted += 1
        } catch { refused += 1 }
      }
    }
    #expect(refused > 0 && accepted > 0, "\(refused) refused, \(accepted) accepted and run")
  }
}

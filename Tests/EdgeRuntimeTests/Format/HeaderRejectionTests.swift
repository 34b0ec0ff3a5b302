import Glibc
import TestSupport
import Testing

@testable import EdgeRuntime

/// Everything that can be wrong before a section is read, and with the file itself.
struct HeaderRejectionTests {
  private let good: PolicyBytes
  private let file: TemporaryFile

  init() throws {
    good = PolicyBytes(try MiniaturePolicy.parts().bytes())
    file = TemporaryFile(good.bytes)
  }

  /// The refusal of the file after `change`, its header's checksum repaired.
  private func refusal(repairs: Bool = true, _ change: (inout PolicyBytes) -> Void) -> PolicyFileError? {
    var bytes = good
    change(&bytes)
    if repairs { bytes.repairHeader() }
    file.replace(bytes.bytes)
    return PolicyParts.refusal(of: file)
  }

  private func refusal(ofPath path: String) -> PolicyFileError? {
    do throws(PolicyFileError) {
      _ = try PolicyFile(path: path)
      return nil
    } catch { return error }
  }

  @Test func refusesWhatIsNotARegularFile() {
    #expect(refusal(ofPath: "/tmp") == .file(.isDirectory))
    #expect(refusal(ofPath: "/dev/zero") == .file(.notARegularFile))
    let pipe = "\(file.path).pipe"
    mkfifo(pipe, 0o600)
    defer { unlink(pipe) }
    #expect(refusal(ofPath: pipe) == .file(.notARegularFile))
    let missing = refusal(ofPath: "\(file.path).missing")
    #expect(missing == .file(.system(operation: .open, errno: ENOENT)))
    guard case .file(let error) = missing else { return }
    #expect(error.isMissing)
  }

  @Test func refusesShortFiles() {
    file.replace([])
    #expect(PolicyParts.refusal(of: file) == .truncated(needed: 32, available: 0))
    file.replace(Array(good.bytes[..<31]))
    #expect(PolicyParts.refusal(of: file) == .truncated(needed: 32, available: 31))
    file.replace(Array("a text file".utf8))
    #expect(PolicyParts.refusal(of: file) == .notAPolicyFile)
    // A table that its file does not hold.
    var bytes = PolicyBytes(Array(good.bytes[..<64]))
    bytes.set(64, at: 16)
    file.replace(bytes.bytes)
    #expect(
      PolicyParts.refusal(of: file)
        == .truncated(needed: UInt64(32 + 32 * good.sectionCount), available: 64))
  }

  @Test func refusesForeignAndMangledMagic() {
    #expect(refusal { $0.bytes[1] = UInt8(ascii: "X") } == .notAPolicyFile)
    #expect(refusal { $0.bytes.replaceSubrange(0..<8, with: FileHeader.magic.reversed()) } == .notAPolicyFile)
    #expect(refusal { $0.bytes[0] = 0x09 } == .damagedByTextTransfer)
    // Line ends rewritten in both directions.
    #expect(refusal { $0.bytes.replaceSubrange(5..<7, with: [0x0A]) } == .damagedByTextTransfer)
    #expect(refusal { $0.bytes.replaceSubrange(6..<7, with: [0x0D, 0x0A]) } == .damagedByTextTransfer)
  }

  @Test(arguments: [0, 1, 6, UInt32.max]) func refusesOtherVersions(version: UInt32) {
    #expect(refusal { $0.set(version, at: 8) } == .unsupportedVersion(found: version))
  }

  @Test func refusesBadCountsAndSizes() {
    let count = UInt64(good.bytes.count)
    #expect(refusal { $0.set(0, at: 12) } == .outOfRange(offset: 12, value: 0, allowed: 1...64))
    #expect(refusal { $0.set(65, at: 12) } == .outOfRange(offset: 12, value: 65, allowed: 1...64))
    #expect(
      refusal { $0.set(UInt32(count) + 1, at: 16) } == .wrongFileSize(declared: count + 1, actual: count))
    #expect(refusal { $0.set(1, at: 28) } == .reservedNotZero(offset: 28))
    #expect(refusal { $0.set(1, at: 32 + 24) } == .reservedNotZero(offset: 56))
  }

  @Test func refusesFilesAboveTheLimit() throws {
    let limit = FormatLimits.fileByteCount
    // The file is sparse: only its header takes room.
    file.resize(to: Int(limit) + 1)
    for byte in 0..<8 {
      file.set(UInt8(truncatingIfNeeded: (limit + 1) >> (8 * UInt64(byte))), at: 16 + byte)
    }
    let refusal = PolicyParts.refusal(of: file)
    // Not every file system can hold such a file, however empty.
    if case .wrongFileSize = refusal { return }
    #expect(refusal == .outOfRange(offset: 16, value: limit + 1, allowed: 0...limit))
  }

  @Test func refusesWrongChecksums() {
    let expected = good.u32(24)
    guard case .headerChecksum(expected, let found) = refusal(repairs: false, { $0.bytes[33] ^= 1 }) else {
      Issue.record("a changed table passes")
      return
    }
    #expect(found != expected)
    for index in 0..<good.sectionCount {
      let row = good.row(index)
      let refusal = refusal { $0.bytes[row.offset] ^= 0x40 }
      guard case .sectionChecksum(index, good.u32(row.place + 4), _) = refusal else {
        Issue.record("section \(index): \(String(describing: refusal))")
        continue
      }
    }
  }

  @Test func refusesBadTables() {
    let second = good.row(1)
    #expect(refusal { $0.set(99, at: second.place) } == .unknownSection(index: 1, kind: 99))
    #expect(refusal { $0.set(1, at: second.place) } == .duplicateSection(kind: .metadata))
    #expect(refusal { $0.set(8, at: second.place) } == .missingSection(kind: .provenance))
    for offset in [0, second.offset - 64, second.offset + 64, second.offset + 1, 1 << 30] {
      #expect(
        refusal { $0.set(UInt32(offset), at: second.place + 8) }
          == .misplacedSection(index: 1, offset: UInt64(offset)))
    }
    let size = FormatLimits.tableSectionByteCount + 1
    #expect(
      refusal { $0.set(UInt32(size), at: second.place + 16) }
        == .outOfRange(offset: UInt64(second.place + 16), value: size, allowed: 0...size - 1))
    let last = good.row(good.sectionCount - 1)
    let end = UInt64(good.bytes.count)
    #expect(
      refusal { $0.set(UInt32(last.byteCount) + 4, at: last.place + 16) }
        == .truncated(needed: end + 4, available: end))
    #expect(
      refusal { $0.set(UInt32(last.byteCount) - 4, at: last.place + 16) } == .trailingBytes(offset: end - 4))
    // All ones: offset and size together would wrap.
    #expect(
      refusal { bytes in for word in [8, 12] { bytes.set(.max, at: last.place + word) } }
        == .misplacedSection(index: good.sectionCount - 1, offset: .max))
  }

  @Test func refusesEveryMissingSection() {
    for kind in SectionKind.allCases where kind != .golden {
      let row = good.row(of: kind)
      // A golden record in its place; weights keep their alignment, since every page is a multiple of 64.
      let refusal = refusal { $0.set(SectionKind.golden.rawValue, at: row.place) }
      let isMisplaced = kind == .weights && refusal == .misplacedSection(index: 6, offset: UInt64(row.offset))
      #expect(refusal == .missingSection(kind: kind) || isMisplaced)
    }
  }

  @Test func refusesHiddenBytesBetweenSections() {
    for index in 0..<good.sectionCount {
      let row = good.row(index)
      let start =
        index == 0 ? 32 + 32 * good.sectionCount : good.row(index - 1).offset + good.row(index - 1).byteCount
      guard start < row.offset else { continue }
      #expect(refusal { $0.bytes[start] = 1 } == .paddingNotZero(offset: UInt64(start)))
      #expect(refusal { $0.bytes[row.offset - 1] = 1 } == .paddingNotZero(offset: UInt64(row.offset - 1)))
    }
  }

  @Test func everyDescriptionIsOneLine() {
    for error in [PolicyFileError.notAPolicyFile, .badText(offset: 3), .outOfMemory(byteCount: 9)] {
      #expect(!error.description.contains("\n") && !error.description.isEmpty)
    }
  }
}

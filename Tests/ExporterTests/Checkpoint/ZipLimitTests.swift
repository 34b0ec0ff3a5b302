import Exporter
import TestSupport
import Testing

/// What an archive may ask of its reader: at and one above each limit.
@Suite struct ZipLimitTests {
  @Test func limitsMembers() throws {  // Z27
    let names = (0..<CheckpointLimits.memberCount - 5).map { "archive/x/\($0)" }
    for extra in [-1, 0, 1] {
      let bytes = TestCheckpoint().editing { zip in
        zip.members += names.prefix(names.count + min(extra, 0)).map { .init($0, []) }
        if extra > 0 { zip.members.append(.init("archive/y", [])) }
      }.zip.assemble()
      if extra <= 0 {
        #expect(try TestCheckpoint.tensors(in: bytes) == TestCheckpoint.expected)
      } else {
        #expect(throws: CheckpointError.zip(.tooManyMembers(count: CheckpointLimits.memberCount + 1))) {
          try TestCheckpoint.tensors(in: bytes)
        }
      }
    }
    let small = TestCheckpoint().zip.directoryByteCount / 46
    #expect(throws: CheckpointError.zip(.memberCountDiffers(declared: 60_000, found: small))) {
      try TestCheckpoint().editing { zip in
        zip.editEnd = { ($0.count, $0.countHere, $0.zip64[0], $0.zip64[1]) = (60_000, 60_000, 60_000, 60_000) }
      }.tensors()
    }
  }

  @Test func refusesAHugeDirectory() {
    for extra in [0, 1] {
      let count = CheckpointLimits.directoryByteCount + extra
      let end: [UInt8] =
        little(UInt32(0x0605_4B50)) + little(UInt32(0)) + little(UInt16(1)) + little(UInt16(1))
        + little(UInt32(count)) + little(UInt32(0)) + little(UInt16(0))
      let bytes = [UInt8](repeating: 0, count: count) + end
      if extra > 0 {
        #expect(throws: CheckpointError.zip(.directoryTooLarge(byteCount: count))) {
          try TestCheckpoint.tensors(in: bytes)
        }
      } else {
        // At the limit the directory is read, and found to hold none.
        #expect(throws: CheckpointError.self) { try TestCheckpoint.tensors(in: bytes) }
      }
    }
  }

  /// Longer than offsets are counted in: refused for its length alone, unread.
  @Test func refusesHugeFiles() throws {
    let file = TemporaryFile(TestCheckpoint().zip.assemble())
    let byteCount = CheckpointLimits.fileByteCount + 1
    file.resize(to: byteCount)
    #expect(throws: CheckpointError.zip(.fileTooLarge(byteCount: UInt64(byteCount)))) {
      try Checkpoint(path: file.path)
    }
  }
}

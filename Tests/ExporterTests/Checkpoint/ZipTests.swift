import EdgeRuntime
import Exporter
import TestSupport
import Testing

/// Rows Z01 to Z30 of the reader's list of hostile archives.
@Suite struct ZipTests {
  private func expect(
    _ error: ZipError, sourceLocation: SourceLocation = #_sourceLocation, _ edit: (inout ZipAssembler) -> Void
  ) {
    #expect(throws: CheckpointError.zip(error), sourceLocation: sourceLocation) {
      try TestCheckpoint().editing(edit).tensors()
    }
  }

  private func expectBytes(
    _ error: CheckpointError, _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: error, sourceLocation: sourceLocation) { try TestCheckpoint.tensors(in: bytes) }
  }

  private static let pickle = "archive/data.pkl"
  private static let directoryOffset = TestCheckpoint().zip.assemble().count - 98 - directoryByteCount
  private static let directoryByteCount = TestCheckpoint().zip.directoryByteCount

  @Test func readsTheSmallestArchive() throws {
    #expect(try TestCheckpoint().tensors() == TestCheckpoint.expected)
  }

  @Test func readsArchivesWithoutDescriptorsAndWithZip64() throws {
    for (hasDescriptor, zip64) in [(false, false), (true, true), (false, true)] {
      let checkpoint = TestCheckpoint().editing { zip in
        for index in zip.members.indices {
          zip.members[index].hasDescriptor = hasDescriptor
          zip.members[index].zip64 = zip64
        }
      }
      #expect(try checkpoint.tensors() == TestCheckpoint.expected)
    }
    let deferring = TestCheckpoint().editing { zip in
      zip.editEnd = { ($0.count, $0.countHere, $0.byteCount, $0.offset) = (.max, .max, .max, .max) }
    }
    #expect(try deferring.tensors() == TestCheckpoint.expected)
    let plain = TestCheckpoint().editing { $0.editEnd = { $0.hasZip64 = false } }
    #expect(try plain.tensors() == TestCheckpoint.expected)
  }

  @Test func acceptsZip64OffsetAlone() throws {
    // What PyTorch writes for a small member beyond 4 GiB: sizes 0, the Zip64 field holds the offset.
    let checkpoint = TestCheckpoint().editing { zip in
      zip.members[0].zip64 = true
      zip.members[0].editLocal = { $0.extra = little(UInt16(1)) + little(UInt16(8)) + little(UInt64(0)) }
      zip.members[0].editCentral = { header in
        let size = UInt32(TestCheckpoint().zip.members[0].bytes.count)
        (header.byteCount, header.storedByteCount) = (size, size)
        header.extra = little(UInt16(1)) + little(UInt16(8)) + little(UInt64(0))
      }
    }
    #expect(try checkpoint.tensors() == TestCheckpoint.expected)
  }

  @Test func refusesShortFiles() {  // Z01
    for count in 0...21 {
      expectBytes(.zip(.tooShort(byteCount: UInt64(count))), [UInt8](repeating: 7, count: count))
    }
    #expect(throws: CheckpointError.missingPart("config.json")) { try Checkpoint(path: "/tmp") }
    #expect(throws: CheckpointError.file(.system(operation: .open, errno: 2))) {
      try Checkpoint(path: "/nonexistent.ckpt")
    }
  }

  @Test func refusesFilesWithoutAnEnd() {  // Z02
    expectBytes(.zip(.endRecordMissing), [UInt8](repeating: 7, count: 70_000))
    expectBytes(.zip(.endRecordMissing), TestCheckpoint().zip.assemble().dropLast())
  }

  @Test func refusesAmbiguousEndsCommentsAndTrailingBytes() {  // Z03, Z04
    let bytes = TestCheckpoint().zip.assemble()
    let end = bytes.count - 22
    var nested = bytes
    nested[bytes.count - 2] = 22
    expectBytes(.zip(.ambiguousEnd(offset: bytes.count)), nested + bytes.suffix(22))
    expect(.comment(offset: end + 22, byteCount: 3)) { $0.editEnd = { $0.comment = [1, 2, 3] } }
    expect(.trailingBytes(offset: end + 22)) { $0.trailing = [0] }
  }

  @Test func refusesBytesBeforeTheFirstMember() {  // Z05
    expect(.bytesBeforeFirstMember(byteCount: 4)) { $0.members[0].bytesBefore = [0x7F, 0x45, 0x4C, 0x46] }
    let size = Self.directoryByteCount
    let offset = Self.directoryOffset
    expectBytes(
      .zip(.badZip64Locator(offset: offset + size + 60)), [1, 2, 3, 4] + TestCheckpoint().zip.assemble())
    let plain = TestCheckpoint().editing { $0.editEnd = { $0.hasZip64 = false } }.zip.assemble()
    expectBytes(
      .zip(.directoryMisplaced(offset: offset, byteCount: size, end: offset + size + 4)),
      [1, 2, 3, 4] + plain)
  }

  @Test func refusesWrongCounts() {  // Z06, Z07
    expect(.memberCountDiffers(declared: 4, found: 5)) {
      $0.editEnd = { ($0.count, $0.countHere, $0.zip64[0], $0.zip64[1]) = (4, 4, 4, 4) }
    }
    expect(.memberCountDiffers(declared: 6, found: 5)) {
      $0.editEnd = { ($0.count, $0.countHere, $0.zip64[0], $0.zip64[1]) = (6, 6, 6, 6) }
    }
    expect(.zip64RecordMissing) {
      $0.editEnd = { ($0.hasZip64, $0.count, $0.countHere) = (false, .max, .max) }
    }
    let (offset, size) = (Self.directoryOffset, Self.directoryByteCount)
    expect(.directoryMisplaced(offset: offset + 1, byteCount: size, end: offset + size)) {
      $0.editEnd = { ($0.hasZip64, $0.offset) = (false, $0.offset + 1) }
    }
    expect(.directoryMisplaced(offset: .max, byteCount: size, end: offset + size)) {
      $0.editEnd = { ($0.offset, $0.zip64[3]) = (.max, UInt64(Int.max)) }
    }
    expect(.directoryMisplaced(offset: offset, byteCount: .max, end: offset + size)) {
      $0.editEnd = { ($0.byteCount, $0.zip64[2]) = (.max, UInt64(Int.max)) }
    }
  }

  @Test func refusesWrongZip64Ends() {  // Z08
    let record = Self.directoryOffset + Self.directoryByteCount
    expect(.badZip64Locator(offset: record + 56)) { $0.editEnd = { $0.locatorOffset = .max } }
    expect(.badZip64Locator(offset: record + 56)) { $0.editEnd = { $0.locatorOffset -= 1 } }
    expect(.badZip64Locator(offset: record + 56)) { $0.editEnd = { $0.zip64Signature = 0 } }
    expect(.badZip64Locator(offset: record + 56)) { $0.editEnd = { $0.zip64Size = 45 } }
    expect(.zip64RecordDisagrees(offset: record)) { $0.editEnd = { $0.zip64[1] = 6 } }
    expect(.zip64RecordDisagrees(offset: record)) { $0.editEnd = { $0.zip64[2] += 1 } }
    expect(.zip64RecordDisagrees(offset: record)) { $0.editEnd = { $0.zip64[3] = .max } }
  }

  @Test func refusesWrongExtraFields() {  // Z09
    let field = little(UInt16(1)) + little(UInt16(8)) + little(UInt64(0))
    let offset = Self.directoryOffset
    expect(.badZip64Field(offset: offset)) { $0.members[0].editCentral = { $0.extra = field } }
    expect(.badZip64Field(offset: offset)) { $0.members[0].editCentral = { $0.extra = field + field } }
    expect(.badZip64Field(offset: offset)) { $0.members[0].editCentral = { $0.offset = .max } }
    expect(.badZip64Field(offset: 0)) { zip in
      zip.members[0].zip64 = true
      zip.members[0].editLocal = { $0.extra[2] = 15 }
    }
    expect(.badExtraField(offset: offset)) { $0.members[0].editCentral = { $0.extra = field.dropLast() } }
    expect(.badExtraField(offset: offset)) { $0.members[0].editCentral = { $0.extra = [0x75, 0x70, 0, 0] } }
    expect(.localFieldDiffers(name: Self.pickle, offset: 0)) { zip in
      zip.members[0].zip64 = true
      zip.members[0].editLocal = { $0.extra[4] ^= 1 }
    }
  }

  @Test func refusesSeveralDisks() {  // Z10
    let end = TestCheckpoint().zip.assemble().count - 22
    expect(.multipleDisks(offset: end)) { $0.editEnd = { $0.disk = 1 } }
    expect(.multipleDisks(offset: end)) { $0.editEnd = { $0.countHere = 4 } }
    expect(.multipleDisks(offset: end - 20)) { $0.editEnd = { $0.locatorDisks = 2 } }
    expect(.multipleDisks(offset: Self.directoryOffset)) { $0.members[0].editCentral = { $0.disk = 1 } }
  }

  @Test func refusesDuplicateNames() {  // Z11, Z12
    for name in ["archive/data.pkl", "archive/DATA.PKL", "archive/data.Pkl"] {
      expect(.duplicateName(name)) { $0.members.append(.init(name, [])) }
    }
  }

  @Test func refusesHeadersThatDisagree() {  // Z13, Z14
    expect(.localNameDiffers(name: Self.pickle, offset: 0)) {
      $0.members[0].editLocal = { $0.name[8] = UInt8(ascii: "D") }
    }
    let differs = ZipError.localFieldDiffers(name: Self.pickle, offset: 0)
    expect(differs) { $0.members[0].editLocal = { $0.flags = 0x0800 } }
    expect(differs) { $0.members[0].editLocal = { $0.method = 8 } }
    expect(differs) { $0.members[0].editLocal = { $0.checksum = 1 } }
    expect(differs) { $0.members[0].editLocal = { $0.byteCount = 1 } }
    for edit: @Sendable (inout ZipAssembler.Header) -> Void in [
      { $0.checksum ^= 1 }, { $0.byteCount += 1 }, { $0.storedByteCount -= 1 },
    ] {
      expect(differs) { zip in
        zip.members[0].hasDescriptor = false
        zip.members[0].editLocal = edit
      }
    }
    expect(.badLocalHeader(name: Self.pickle, offset: 0)) { $0.members[0].editLocal = { $0.signature = 7 } }
    expect(.badDirectoryEntry(offset: Self.directoryOffset)) {
      $0.members[0].editCentral = { $0.signature = 7 }
    }
    expect(.badDirectoryEntry(offset: Self.directoryOffset)) {
      $0.members[0].editCentral = { $0.comment = [7] }
    }
  }

  @Test func refusesWrongDescriptors() {  // Z15
    let pickle = TestCheckpoint().zip.members[0]
    let offset = 30 + pickle.name.count + 4 + pickle.padding + pickle.bytes.count
    for index in 0..<16 {
      expect(.badDescriptor(name: Self.pickle, offset: offset)) {
        $0.members[0].editDescriptor = { $0[index] ^= 1 }
      }
    }
    expect(.badDescriptor(name: Self.pickle, offset: offset)) { $0.members[0].editDescriptor = { $0 = [] } }
  }

  @Test func refusesFlagsAndMethods() {  // Z16, Z17, Z18
    for bit in 0..<16 where bit != 3 && bit != 11 {
      expect(.unsupportedFlags(name: Self.pickle, flags: 0x0808 | 1 << bit)) {
        $0.members[0].editCentral = { $0.flags |= 1 << bit }
      }
    }
    for method: UInt16 in [1, 8, 9, 12, 14, 93, 99] {
      expect(.compressed(name: Self.pickle, method: method)) {
        $0.members[0].editCentral = { $0.method = method }
      }
    }
    expect(.sizesDiffer(name: Self.pickle)) { $0.members[0].editCentral = { $0.storedByteCount += 1 } }
  }

  @Test func refusesWrongChecksums() throws {  // Z19
    var bytes = TestCheckpoint().zip.assemble()
    let member = try #require(TestCheckpoint().zip.members.first)
    let start = 30 + member.name.count + 4 + member.padding
    var damaged = member.bytes
    damaged[10] ^= 0x20
    bytes[start + 10] ^= 0x20
    expectBytes(
      .zip(
        .checksumDiffers(
          name: Self.pickle, expected: referenceChecksum(member.bytes), found: referenceChecksum(damaged))),
      bytes)
  }

  /// PyTorch writes 0 where it is told not to compute checksums.
  @Test func aChecksumOfZeroWasNotComputed() throws {
    let zip = TestCheckpoint().editing { zip in
      for index in zip.members.indices {
        zip.members[index].editLocal = { $0.checksum = 0 }
        zip.members[index].editCentral = { $0.checksum = 0 }
        zip.members[index].editDescriptor = { $0.replaceSubrange(4..<8, with: [0, 0, 0, 0]) }
      }
    }
    #expect(try zip.tensors() == TestCheckpoint.expected)
  }

  @Test func namesCompiledArchives() throws {
    let compressed = TestCheckpoint().editing { zip in
      zip.members.insert(.init("archive/code/__torch__/a.py", [1, 2, 3]), at: 0)
      zip.members[0].editCentral = { $0.method = 8 }
    }
    #expect(throws: CheckpointError.foreign(.torchScript)) { try compressed.tensors() }
  }

  @Test func refusesOverlapsAndGaps() {  // Z20, Z21, Z22, Z28
    // A member's bytes hold a whole header of another member: the directory lists both.
    let inner = ZipAssembler(members: [.init("archive/inner", [])]).assemble().prefix(30 + 13 + 16)
    let outerOffset = Self.directoryOffset
    expect(.overlap(name: "archive/inner", offset: outerOffset + 30 + 13)) { zip in
      zip.members.append(.init("archive/outer", Array(inner)))
      zip.members.append(.init("archive/inner", []))
      zip.members[zip.members.count - 1].editCentral = { $0.offset = UInt32(outerOffset + 30 + 13) }
    }
    expect(.gap(offset: outerOffset, byteCount: 3)) { $0.bytesBeforeDirectory = [0, 0, 0] }
    let second = TestCheckpoint().zip.members[0].bytes.count + 30 + 16 + 16 + 16
    expect(.gap(offset: second, byteCount: 64)) {
      $0.members[1].bytesBefore = [UInt8](repeating: 0, count: 64)
    }
    for offset in [UInt32(outerOffset - 29), UInt32(outerOffset), UInt32.max - 1] {
      expect(.memberOutOfBounds(name: Self.pickle, offset: Int(offset))) {
        $0.members[0].editCentral = { $0.offset = offset }
      }
    }
    expect(.badLocalHeader(name: Self.pickle, offset: 31)) { $0.members[0].editCentral = { $0.offset = 31 } }
    expect(.memberOutOfBounds(name: Self.pickle, offset: 0)) {
      $0.members[0].editCentral = { ($0.byteCount, $0.storedByteCount) = (.max - 1, .max - 1) }
    }
    expect(.memberOutOfBounds(name: Self.pickle, offset: .max)) { zip in
      zip.members[0].zip64 = true
      zip.members[0].editCentral = { $0.extra.replaceSubrange(20..., with: little(Int.max)) }
    }
  }

  @Test func refusesBadNames() {  // Z23
    let names: [[UInt8]] = [
      "archive/../x", "/archive/x", "archive\\x", "C:x", "archive/\0x", "archive/\u{1B}[31m", "archive//x",
      ".", "..",
      "archive/", "",
    ].map { Array($0.utf8) }
    for name in names + [[0x61, 0xFF], [0xC0, 0xAF], [UInt8](repeating: 0x61, count: 1_025)] {
      expect(.badName(offset: Self.directoryOffset)) { zip in
        zip.members[0].editCentral = { $0.name = name }
      }
    }
    let longest = "archive/" + String(repeating: "a", count: 1_016)
    #expect(throws: Never.self) {
      try TestCheckpoint().editing { $0.members.append(.init(longest, [])) }.tensors()
    }
  }

  @Test func refusesOtherLayouts() {  // Z24, Z29, Z30
    expect(.pickleMissing) { $0.members[0].name = Array("archive/other.pkl".utf8) }
    expect(.pickleMissing) { $0.members[0].name = Array("data.pkl".utf8) }
    expect(.pickleMissing) { $0.members = [] }
    expect(.differentPrefixes(first: "archive", other: "other")) {
      $0.members[1].name = Array("other/x".utf8)
    }
    expect(.notAFile(name: Self.pickle)) { $0.members[0].editCentral = { $0.attributes = 0xA1FF_0000 } }
    expect(.notAFile(name: Self.pickle)) { $0.members[0].editCentral = { $0.attributes = 0x10 } }
    for name in ["archive/code/__torch__.py", "archive/constants.pkl"] {
      #expect(throws: CheckpointError.foreign(.torchScript)) {
        try TestCheckpoint().editing { $0.members.append(.init(name, [])) }.tensors()
      }
    }
  }

  @Test func refusesOtherVersionsAndByteOrders() {  // Z25, Z26
    for order in ["big", "", "little\n", String(repeating: "x", count: 17)] {
      expect(.unsupportedByteOrder) { $0.members[2].bytes = Array(order.utf8) }
    }
    for version in ["0", "2", "", "x", "99999999999999999999"] {
      expect(.unsupportedVersion(name: ".format_version")) { $0.members[1].bytes = Array(version.utf8) }
    }
    for version in ["0\n", "11\n", "-3\n", "3000\n"] {
      expect(.unsupportedVersion(name: "version")) { $0.members[4].bytes = Array(version.utf8) }
    }
  }

  @Test func namesForeignFormats() throws {
    func padded(_ bytes: [UInt8]) -> [UInt8] { bytes + [UInt8](repeating: 0, count: 600) }
    let legacy: [UInt8] = [
      0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
    ]
    let tar = [UInt8](repeating: 0x61, count: 257) + Array("ustar".utf8)
    let safetensors = little(UInt64(2)) + Array("{}".utf8)
    let cases: [(ForeignFormat, [UInt8])] = [
      (.legacyTorch, legacy), (.barePickle, PickleAssembler.oneTensor()), (.tar, padded(tar)),
      (.safetensors, safetensors), (.gzip, [0x1F, 0x8B, 8, 0]), (.html, Array("\n <!DOCTYPE html>".utf8)),
      (.gitLFSPointer, Array("version https://git-lfs.github.com/spec/v1\n".utf8)),
      (.policyFile, [0x89] + Array("EDGE\r\n".utf8)), (.numpy, [0x93] + Array("NUMPY".utf8)),
      (.hdf5, [0x89] + Array("HDF\r\n".utf8)), (.json, Array("{\"horizon\": 4}".utf8)),
      (.shardIndex, Array("{\n \"metadata\": {\n  \"total_size\": 4\n }".utf8)),
      (.shardIndex, Array("{\"weight_map\": {}}".utf8)),
      (.numpy, ZipAssembler(members: [.init("arr_0.npy", [1]), .init("b.npy", [2])]).assemble()),
    ]
    for (format, bytes) in cases { expectBytes(.foreign(format), bytes) }
    // What a name tells.
    for (suffix, isShard) in [("-00001-of-00002.safetensors", true), ("-00001-of-00001.safetensors", false)] {
      var writer = SafetensorsWriter()
      try writer.add(name: "w", shape: [1], values: [1])
      let file = TemporaryFile(try writer.bytes(), suffix: suffix)
      if isShard {
        #expect(throws: CheckpointError.foreign(.shard)) { try Checkpoint(path: file.path) }
      } else {
        #expect(throws: Never.self) { try Checkpoint(path: file.path) }
      }
    }
  }

  @Test func checksumMatchesItsDefinition() {
    // The check value of the polynomial's catalogue, and every length around the slices.
    #expect(referenceChecksum(Array("123456789".utf8)) == 0xCBF4_3926)
    for count in 0...40 {
      let storage = (0..<count * 4).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }
      let pickle = PickleAssembler.oneTensor { $0.tensor(count: count, shape: [count]) }
      let finite = storage.enumerated().map { $0 % 4 == 3 ? 0x40 : $1 }
      #expect(throws: Never.self) { try TestCheckpoint(pickle: pickle, storages: [finite]).tensors() }
    }
  }
}

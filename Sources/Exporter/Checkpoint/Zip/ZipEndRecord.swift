import EdgeRuntime

/// Where an archive's directory lies and how many members it lists.
struct ZipEndRecord: Equatable, Sendable {
  static let signature: UInt32 = 0x0605_4B50
  static let byteCount = 22
  private static let zip64Signature: UInt32 = 0x0606_4B50
  private static let zip64ByteCount = 56
  private static let locatorSignature: UInt32 = 0x0706_4B50
  private static let locatorByteCount = 20
  /// The end record with its longest comment.
  private static let searchByteCount = byteCount + 65_535

  private(set) var memberCount: Int
  private(set) var directoryByteCount: Int
  private(set) var directoryOffset: Int

  /// Finds and checks the end of the archive.
  init(of file: borrowing InputFile) throws(CheckpointError) {
    guard file.byteCount <= UInt64(CheckpointLimits.fileByteCount),
      let fileByteCount = Int(exactly: file.byteCount)
    else { throw .zip(.fileTooLarge(byteCount: file.byteCount)) }
    guard fileByteCount >= Self.byteCount else { throw .zip(.tooShort(byteCount: file.byteCount)) }
    let tailByteCount = min(fileByteCount, Self.searchByteCount)
    let tailOffset = fileByteCount - tailByteCount
    let tail = try file.bytes(count: tailByteCount, at: tailOffset)
    let endOffset = try Self.locate(in: tail, at: tailOffset)

    var reader = ByteReader(tail, from: endOffset - tailOffset + 4)
    guard let disk = reader.unsigned16(), let directoryDisk = reader.unsigned16(),
      let countHere = reader.unsigned16(), let count = reader.unsigned16(),
      let size = reader.unsigned32(), let offset = reader.unsigned32()
    else { throw .zip(.endRecordMissing) }
    guard disk == 0, directoryDisk == 0, countHere == count else {
      throw .zip(.multipleDisks(offset: endOffset))
    }
    memberCount = Int(count)
    directoryByteCount = Int(size)
    directoryOffset = Int(offset)
    var directoryEnd = endOffset

    let locatorOffset = endOffset - Self.locatorByteCount
    let locator = locatorOffset < 0 ? [] : try file.bytes(count: Self.locatorByteCount, at: locatorOffset)
    var locatorReader = ByteReader(locator)
    if locatorReader.unsigned32() == Self.locatorSignature {
      directoryEnd = try readZip64(file, locator: locatorReader, locatorOffset: locatorOffset)
    } else if count == .max || size == .max || offset == .max {
      throw .zip(.zip64RecordMissing)
    }
    try check(endingAt: directoryEnd)
  }

  private func check(endingAt directoryEnd: Int) throws(CheckpointError) {
    guard Checked.sum(directoryOffset, directoryByteCount) == directoryEnd else {
      throw .zip(
        .directoryMisplaced(offset: directoryOffset, byteCount: directoryByteCount, end: directoryEnd))
    }
    guard memberCount <= CheckpointLimits.memberCount else { throw .zip(.tooManyMembers(count: memberCount)) }
    guard directoryByteCount <= CheckpointLimits.directoryByteCount else {
      throw .zip(.directoryTooLarge(byteCount: directoryByteCount))
    }
  }

  /// The offset of the end record, which must be the file's last bytes and the only candidate.
  private static func locate(in tail: [UInt8], at tailOffset: Int) throws(CheckpointError) -> Int {
    var fitting: [Int] = []
    var short: Int?
    for index in 0...tail.count - byteCount where tail[index] == 0x50 && tail[index + 1] == 0x4B {
      var reader = ByteReader(tail, from: index)
      guard reader.unsigned32() == signature else { continue }
      let commentByteCount = Int(tail[index + 20]) | Int(tail[index + 21]) << 8
      switch index + byteCount + commentByteCount {
      case tail.count: fitting.append(index)
      case ..<tail.count: short = index + byteCount + commentByteCount
      default: break
      }
    }
    guard let only = fitting.first else {
      if let short { throw .zip(.trailingBytes(offset: tailOffset + short)) }
      throw .zip(.endRecordMissing)
    }
    guard fitting.count == 1 else { throw .zip(.ambiguousEnd(offset: tailOffset + fitting[1])) }
    let commentByteCount = tail.count - only - byteCount
    guard commentByteCount == 0 else {
      throw .zip(.comment(offset: tailOffset + only + byteCount, byteCount: commentByteCount))
    }
    return tailOffset + only
  }

  /// Takes over the Zip64 record's figures and returns its offset.
  private mutating func readZip64(
    _ file: borrowing InputFile, locator: ByteReader, locatorOffset: Int
  ) throws(CheckpointError) -> Int {
    var locator = locator
    guard let disk = locator.unsigned32(), let offset = locator.count64(), let disks = locator.unsigned32()
    else { throw .zip(.badZip64Locator(offset: locatorOffset)) }
    guard disk == 0, disks == 1 else { throw .zip(.multipleDisks(offset: locatorOffset)) }
    guard Checked.sum(offset, Self.zip64ByteCount) == locatorOffset else {
      throw .zip(.badZip64Locator(offset: locatorOffset))
    }
    var reader = ByteReader(try file.bytes(count: Self.zip64ByteCount, at: offset))
    guard reader.unsigned32() == Self.zip64Signature, reader.unsigned64() == UInt64(Self.zip64ByteCount - 12)
    else { throw .zip(.badZip64Locator(offset: locatorOffset)) }
    guard reader.unsigned32() != nil, reader.unsigned32() == 0, reader.unsigned32() == 0 else {
      throw .zip(.multipleDisks(offset: offset))
    }
    guard let countHere = reader.count64(), let count = reader.count64(), countHere == count,
      let size = reader.count64(), let start = reader.count64(),
      memberCount == Int(UInt16.max) || memberCount == count,
      directoryByteCount == Int(UInt32.max) || directoryByteCount == size,
      directoryOffset == Int(UInt32.max) || directoryOffset == start
    else { throw .zip(.zip64RecordDisagrees(offset: offset)) }
    memberCount = count
    directoryByteCount = size
    directoryOffset = start
    return offset
  }
}

/// The first bytes of a policy file: magic, version, size, and the table of sections.
///
///     0  magic    8 bytes  89 45 44 47 45 0D 0A 1A
///     8  version  u32
///     12 sections u32
///     16 size     u64      of the whole file
///     24 checksum u32      CRC-32C of bytes 0..<24 and of the table
///     28 reserved u32      0
///     32 table    32 bytes a section
struct FileHeader {
  /// The newest version that is read, and written where an older one cannot say it.
  static let version = stageVersion
  /// The first version with a solver's stages.
  static let stageVersion: UInt32 = 5
  /// The first version with images.
  static let imageVersion: UInt32 = 4
  /// The version that is written of policies with neither, so that programs of before read them.
  static let plainVersion: UInt32 = 3
  /// The oldest version that is read.
  static let oldestVersion: UInt32 = 2
  static let magic: [UInt8] = [0x89, 0x45, 0x44, 0x47, 0x45, 0x0D, 0x0A, 0x1A]
  static let byteCount = 32

  let version: UInt32
  var fileByteCount: UInt64
  var sections: [Section]

  /// One row of the table.
  struct Section {
    static let byteCount = 32
    var kind: SectionKind
    var offset: UInt64
    var byteCount: UInt64
    /// CRC-32C of the section's bytes.
    var checksum: UInt32
  }

  /// Reads and checks everything but the sections' content; `read` gives bytes of the file.
  init(file: borrowing InputFile) throws(PolicyFileError) {
    let available = file.byteCount
    guard available >= UInt64(FileHeader.byteCount) else {
      if available >= 8 { try FileHeader.checkMagic(try file.policyBytes(count: 8, at: 0)) }
      throw .truncated(needed: UInt64(FileHeader.byteCount), available: available)
    }
    let head = try file.policyBytes(count: FileHeader.byteCount, at: 0)
    try FileHeader.checkMagic(head)
    var reader = ByteReader(Array(head[8...]), fileOffset: 8)
    version = try reader.u32()
    guard (FileHeader.oldestVersion...FileHeader.version).contains(version) else {
      throw .unsupportedVersion(found: version)
    }
    let count = try reader.integer(in: 1...FormatLimits.sectionCount)
    fileByteCount = try reader.u64()
    guard fileByteCount == available else { throw .wrongFileSize(declared: fileByteCount, actual: available) }
    guard fileByteCount <= FormatLimits.fileByteCount else {
      throw .outOfRange(offset: 16, value: fileByteCount, allowed: 0...FormatLimits.fileByteCount)
    }
    let checksum = try reader.u32()
    guard try reader.u32() == 0 else { throw .reservedNotZero(offset: 28) }
    let tableByteCount = count * Section.byteCount
    guard UInt64(FileHeader.byteCount + tableByteCount) <= available else {
      throw .truncated(needed: UInt64(FileHeader.byteCount + tableByteCount), available: available)
    }
    let table = try file.policyBytes(count: tableByteCount, at: UInt64(FileHeader.byteCount))
    let found = CRC32C.checksum(Array(head[..<24]) + table)
    guard found == checksum else { throw .headerChecksum(expected: checksum, found: found) }
    sections = try FileHeader.parse(table: table, count: count, fileByteCount: fileByteCount)
  }

  private static func checkMagic(_ bytes: [UInt8]) throws(PolicyFileError) {
    if Array(bytes[..<8]) == magic { return }
    // What a transfer that rewrites line ends, or strips the eighth bit, leaves of the magic.
    let name = Array(magic[1..<5])
    if Array(bytes[1..<5]) == name && (bytes[0] == 0x89 || bytes[0] == 0x09) { throw .damagedByTextTransfer }
    throw .notAPolicyFile
  }

  private static func parse(
    table: [UInt8], count: Int, fileByteCount: UInt64
  ) throws(PolicyFileError) -> [Section] {
    var reader = ByteReader(table, fileOffset: UInt64(byteCount))
    var sections: [Section] = []
    var end = UInt64(byteCount + table.count)
    for index in 0..<count {
      let rawKind = try reader.u32()
      let checksum = try reader.u32()
      let offset = try reader.u64()
      let size = try reader.u64()
      let reservedOffset = reader.offset
      guard try reader.u64() == 0 else { throw .reservedNotZero(offset: reservedOffset) }
      guard let kind = SectionKind(rawValue: rawKind) else {
        throw .unknownSection(index: index, kind: rawKind)
      }
      if kind != .golden && sections.contains(where: { $0.kind == kind }) {
        throw .duplicateSection(kind: kind)
      }
      guard offset % kind.alignment == 0, offset >= end, offset - end < kind.alignment,
        offset <= fileByteCount
      else {
        throw .misplacedSection(index: index, offset: offset)
      }
      guard size <= kind.maxByteCount else {
        throw .outOfRange(offset: reservedOffset - 8, value: size, allowed: 0...kind.maxByteCount)
      }
      guard size <= fileByteCount - offset else {
        throw .truncated(needed: offset + size, available: fileByteCount)
      }
      end = offset + size
      sections.append(Section(kind: kind, offset: offset, byteCount: size, checksum: checksum))
    }
    guard end == fileByteCount else { throw .trailingBytes(offset: end) }
    return sections
  }
}

extension InputFile {
  /// `read(count:at:)` with the error a policy file's reader throws.
  borrowing func policyBytes(count: Int, at offset: UInt64) throws(PolicyFileError) -> [UInt8] {
    do throws(FileError) { return try read(count: count, at: offset) } catch { throw .file(error) }
  }
}

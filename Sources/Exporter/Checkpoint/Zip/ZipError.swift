/// Why an archive was refused.
///
/// Offsets count from the file's start. The rules are stricter than zip's: PyTorch writes stored members one after
/// the other from byte 0, and whatever else fits in a zip is how two readers are made to see two files.
public enum ZipError: Error, Equatable, Sendable {
  /// Fewer bytes than an empty archive has.
  case tooShort(byteCount: UInt64)
  /// More bytes than are read.
  case fileTooLarge(byteCount: UInt64)
  /// No end record within the last 65,557 bytes.
  case endRecordMissing
  /// More than one end record fits the file.
  case ambiguousEnd(offset: Int)
  /// The archive has a comment.
  case comment(offset: Int, byteCount: Int)
  /// Bytes follow the end record.
  case trailingBytes(offset: Int)
  /// The first member does not start at byte 0.
  case bytesBeforeFirstMember(byteCount: Int)
  /// The directory's entries are not as many as the end record says.
  case memberCountDiffers(declared: Int, found: Int)
  /// The end record defers to a Zip64 record that is not there.
  case zip64RecordMissing
  /// The directory is not directly before the end records.
  case directoryMisplaced(offset: Int, byteCount: Int, end: Int)
  /// The directory is larger than is read.
  case directoryTooLarge(byteCount: Int)
  /// The Zip64 locator does not lead to a Zip64 end record directly before it.
  case badZip64Locator(offset: Int)
  /// Zip64 and plain end records disagree.
  case zip64RecordDisagrees(offset: Int)
  /// A Zip64 extra field is cut, doubled, or disagrees with its header.
  case badZip64Field(offset: Int)
  /// An extra field other than Zip64's and PyTorch's padding, or a cut one.
  case badExtraField(offset: Int)
  /// The archive has several parts.
  case multipleDisks(offset: Int)
  /// The bytes at `offset` are no directory entry.
  case badDirectoryEntry(offset: Int)
  /// Two members share a name, at least without regard to case.
  case duplicateName(String)
  /// The member's own header is not where the directory says.
  case badLocalHeader(name: String, offset: Int)
  /// The member's own header names it differently.
  case localNameDiffers(name: String, offset: Int)
  /// The member's own header disagrees with the directory.
  case localFieldDiffers(name: String, offset: Int)
  /// The data descriptor after the member is missing or disagrees.
  case badDescriptor(name: String, offset: Int)
  /// Flags other than "descriptor follows" and "name is UTF-8": encryption, patches and the like.
  case unsupportedFlags(name: String, flags: UInt16)
  /// The member is compressed.
  case compressed(name: String, method: UInt16)
  /// A stored member's two sizes differ.
  case sizesDiffer(name: String)
  /// The bytes are not those that were written.
  case checksumDiffers(name: String, expected: UInt32, found: UInt32)
  /// Two members, or a member and the directory, share bytes.
  case overlap(name: String, offset: Int)
  /// Bytes that belong to nothing.
  case gap(offset: Int, byteCount: Int)
  /// The member reaches past the directory's start.
  case memberOutOfBounds(name: String, offset: Int)
  /// A name that is empty, too long, not UTF-8, or could lead out of a folder.
  case badName(offset: Int)
  /// No `data.pkl`.
  case pickleMissing
  /// Members have different first path components.
  case differentPrefixes(first: String, other: String)
  /// The member `byteorder` is not "little".
  case unsupportedByteOrder
  /// The member `version` or `.format_version` is not one that is read.
  case unsupportedVersion(name: String)
  /// More members than are read.
  case tooManyMembers(count: Int)
  /// A symbolic link or a folder.
  case notAFile(name: String)
}

extension ZipError: CustomStringConvertible {
  /// One line for people.
  public var description: String {
    switch self {
    case .tooShort(let count): "is \(count) bytes, too short for a checkpoint; download it again"
    case .fileTooLarge(let count): "is \(count) bytes; at most \(CheckpointLimits.fileByteCount) are read"
    case .endRecordMissing: "has no end of a zip archive; the file is cut or is not a PyTorch checkpoint"
    case .ambiguousEnd(let offset): "byte \(offset): a second end of the archive; expected one"
    case .comment(let offset, let count): "byte \(offset): archive comment of \(count) bytes; expected none"
    case .trailingBytes(let offset): "byte \(offset): bytes after the end of the archive; expected none"
    case .bytesBeforeFirstMember(let count): "byte 0: \(count) bytes before the first member; expected none"
    case .memberCountDiffers(let declared, let found):
      "the end record promises \(declared) members, the directory holds \(found); the file is damaged"
    case .zip64RecordMissing: "the end record defers to a Zip64 record, but there is none"
    case .directoryMisplaced(let offset, let count, let end):
      "byte \(offset): directory of \(count) bytes; expected it to end at byte \(end)"
    case .directoryTooLarge(let count):
      "the directory has \(count) bytes; at most \(CheckpointLimits.directoryByteCount) are read"
    case .badZip64Locator(let offset): "byte \(offset): the Zip64 locator leads to no Zip64 end record"
    case .zip64RecordDisagrees(let offset):
      "byte \(offset): the Zip64 end record disagrees with the plain one"
    case .badZip64Field(let offset): "byte \(offset): the Zip64 extra field is damaged"
    case .badExtraField(let offset): "byte \(offset): an extra field that PyTorch does not write"
    case .multipleDisks(let offset): "byte \(offset): the archive has several parts; expected one"
    case .badDirectoryEntry(let offset): "byte \(offset): expected a directory entry; the file is damaged"
    default: memberDescription
    }
  }

  private var memberDescription: String {
    switch self {
    case .duplicateName(let name): "member \(name.quotedForMessage) comes twice; expected once"
    case .badLocalHeader(let name, let offset):
      "byte \(offset): expected the header of member \(name.quotedForMessage)"
    case .localNameDiffers(let name, let offset):
      "byte \(offset): the directory calls this member \(name.quotedForMessage), its header does not"
    case .localFieldDiffers(let name, let offset):
      "byte \(offset): header and directory disagree about member \(name.quotedForMessage)"
    case .badDescriptor(let name, let offset):
      "byte \(offset): expected sizes and checksum of member \(name.quotedForMessage)"
    case .unsupportedFlags(let name, let flags):
      "member \(name.quotedForMessage) has flags 0x\(String(flags, radix: 16)); expected 0x8 and 0x800 only"
    case .compressed(let name, let method):
      "member \(name.quotedForMessage) is compressed (method \(method)); expected it stored, as PyTorch does"
    case .sizesDiffer(let name): "member \(name.quotedForMessage) is stored, but its two sizes differ"
    case .checksumDiffers(let name, let expected, let found):
      "member \(name.quotedForMessage) has CRC-32 \(String(found, radix: 16)), expected "
        + "\(String(expected, radix: 16)); the file is damaged or was saved without checksums"
    case .overlap(let name, let offset):
      "byte \(offset): member \(name.quotedForMessage) overlaps another part"
    case .gap(let offset, let count): "byte \(offset): \(count) bytes that belong to no member; expected none"
    case .memberOutOfBounds(let name, let offset):
      "byte \(offset): member \(name.quotedForMessage) reaches past the last member's end"
    case .badName(let offset): "byte \(offset): a member's name is not an acceptable path"
    case .pickleMissing: "the archive has no data.pkl; it is not a PyTorch checkpoint"
    case .differentPrefixes(let first, let other):
      "members lie in \(first.quotedForMessage) and in \(other.quotedForMessage); expected one folder"
    case .unsupportedByteOrder:
      "member byteorder is not \"little\"; save the checkpoint on a little-endian machine"
    case .unsupportedVersion(let name): "member \(name.quotedForMessage) holds a version that is not read"
    case .tooManyMembers(let count):
      "the archive has \(count) members; at most \(CheckpointLimits.memberCount) are read"
    case .notAFile(let name): "member \(name.quotedForMessage) is a link or a folder; expected files only"
    default: "the archive is damaged"
    }
  }
}

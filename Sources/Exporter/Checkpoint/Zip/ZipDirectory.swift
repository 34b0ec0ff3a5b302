/// Reads an archive's central directory.
enum ZipDirectory {
  private static let signature: UInt32 = 0x0201_4B50
  /// Bytes of an entry without name, extra fields and comment.
  static let entryByteCount = 46
  /// Bit 3, sizes after the bytes, and bit 11, names in UTF-8.
  private static let knownFlags: UInt16 = 0x0808

  /// The members that `bytes`, the whole directory at `offset` of the file, lists.
  static func members(_ bytes: [UInt8], at offset: Int, count: Int) throws(CheckpointError) -> [ZipMember] {
    guard count <= bytes.count / entryByteCount else {
      throw .zip(.memberCountDiffers(declared: count, found: bytes.count / entryByteCount))
    }
    var reader = ByteReader(bytes)
    var members: [ZipMember] = []
    members.reserveCapacity(count)
    while reader.remaining > 0 {
      members.append(try member(from: &reader, directoryOffset: offset))
      guard members.count <= count else {
        throw .zip(.memberCountDiffers(declared: count, found: members.count))
      }
    }
    guard members.count == count else {
      throw .zip(.memberCountDiffers(declared: count, found: members.count))
    }
    try checkNames(members)
    return members
  }

  private static func member(
    from reader: inout ByteReader, directoryOffset: Int
  ) throws(CheckpointError) -> ZipMember {
    let offset = directoryOffset + reader.position
    guard reader.unsigned32() == signature, let creator = reader.unsigned16(), reader.unsigned16() != nil,
      let flags = reader.unsigned16(), let method = reader.unsigned16(), reader.unsigned32() != nil,
      let checksum = reader.unsigned32(), let storedByteCount = reader.unsigned32(),
      let byteCount = reader.unsigned32(), let nameByteCount = reader.unsigned16(),
      let extraByteCount = reader.unsigned16(), let commentByteCount = reader.unsigned16(),
      let disk = reader.unsigned16(), reader.unsigned16() != nil, let attributes = reader.unsigned32(),
      let headerOffset = reader.unsigned32(), let nameRange = reader.take(Int(nameByteCount)),
      let extraRange = reader.take(Int(extraByteCount)), commentByteCount == 0
    else { throw .zip(.badDirectoryEntry(offset: offset)) }
    guard disk == 0 else { throw .zip(.multipleDisks(offset: offset)) }
    guard let name = ZipName.decode(reader.bytes[nameRange]) else { throw .zip(.badName(offset: offset)) }
    guard flags & ~knownFlags == 0 else { throw .zip(.unsupportedFlags(name: name, flags: flags)) }
    guard method == 0 else {
      // Only compiled archives are compressed, and their code comes before what else would tell them.
      throw name.contains("/code/") ? .foreign(.torchScript) : .zip(.compressed(name: name, method: method))
    }
    try checkAttributes(attributes, creator: creator, name: name)
    let extras = try ZipExtraFields(reader.bytes, in: extraRange, at: offset)
    let numbers = try extras.resolve([byteCount, storedByteCount, headerOffset], at: offset)
    guard numbers[0] == numbers[1] else { throw .zip(.sizesDiffer(name: name)) }
    return ZipMember(
      name: name, headerOffset: numbers[2], byteCount: numbers[0], checksum: checksum, flags: flags)
  }

  /// Refuses what unpacks as something other than a file.
  private static func checkAttributes(
    _ attributes: UInt32, creator: UInt16, name: String
  ) throws(CheckpointError) {
    let unixKind = attributes >> 28
    let isUnix = creator >> 8 == 3 || creator >> 8 == 19
    let regular: UInt32 = 0x8
    if attributes & 0x10 != 0 || (isUnix && unixKind != 0 && unixKind != regular) || unixKind == 0xA {
      throw .zip(.notAFile(name: name))
    }
  }

  private static func checkNames(_ members: [ZipMember]) throws(CheckpointError) {
    var seen: Set<String> = []
    seen.reserveCapacity(members.count)
    for member in members where !seen.insert(member.name.lowercased()).inserted {
      throw .zip(.duplicateName(member.name))
    }
  }
}

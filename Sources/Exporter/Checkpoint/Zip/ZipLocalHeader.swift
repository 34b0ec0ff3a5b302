import EdgeRuntime

/// Compares a member's own header and data descriptor with the directory's entry.
enum ZipLocalHeader {
  private static let signature: UInt32 = 0x0403_4B50
  private static let descriptorSignature: UInt32 = 0x0807_4B50
  private static let fixedByteCount = 30

  /// Checks the header and fills in where the member's bytes start and where the member ends.
  static func check(
    _ member: inout ZipMember, in file: borrowing InputFile, before limit: Int
  ) throws(CheckpointError) {
    let outOfBounds = ZipError.memberOutOfBounds(name: member.name, offset: member.headerOffset)
    guard let nameOffset = Checked.sum(member.headerOffset, fixedByteCount), nameOffset <= limit else {
      throw .zip(outOfBounds)
    }
    var reader = ByteReader(try file.bytes(count: fixedByteCount, at: member.headerOffset))
    guard reader.unsigned32() == signature, reader.unsigned16() != nil, let flags = reader.unsigned16(),
      let method = reader.unsigned16(), reader.unsigned32() != nil, let checksum = reader.unsigned32(),
      let storedByteCount = reader.unsigned32(), let byteCount = reader.unsigned32(),
      let nameByteCount = reader.unsigned16(), let extraByteCount = reader.unsigned16()
    else { throw .zip(.badLocalHeader(name: member.name, offset: member.headerOffset)) }
    let variableByteCount = Int(nameByteCount) + Int(extraByteCount)
    guard let dataOffset = Checked.sum(nameOffset, variableByteCount), dataOffset <= limit,
      let dataEnd = Checked.sum(dataOffset, member.byteCount), dataEnd <= limit
    else { throw .zip(outOfBounds) }

    let variable = try file.bytes(count: variableByteCount, at: nameOffset)
    let extraRange = Int(nameByteCount)..<variableByteCount
    guard variable[..<extraRange.lowerBound].elementsEqual(member.name.utf8) else {
      throw .zip(.localNameDiffers(name: member.name, offset: member.headerOffset))
    }
    let extras = try ZipExtraFields(variable, in: extraRange, at: member.headerOffset)
    let differs = ZipError.localFieldDiffers(name: member.name, offset: member.headerOffset)
    guard flags == member.flags, method == 0 else { throw .zip(differs) }
    if member.hasDescriptor {
      try checkDeferred(member, checksum, storedByteCount, byteCount, extras)
    } else {
      let numbers = try extras.resolve([byteCount, storedByteCount], at: member.headerOffset)
      guard numbers == [member.byteCount, member.byteCount], checksum == member.checksum else {
        throw .zip(differs)
      }
    }
    member.dataOffset = dataOffset
    member.endOffset =
      member.hasDescriptor
      ? try checkDescriptor(of: member, in: file, at: dataEnd, isWide: extras.zip64 != nil, before: limit)
      : dataEnd
  }

  /// A header whose figures follow the bytes holds zeros, or already the true ones.
  ///
  /// PyTorch's writer repeats the sizes and the header's offset in the Zip64 field of members beyond 4 GiB.
  private static func checkDeferred(
    _ member: ZipMember, _ checksum: UInt32, _ storedByteCount: UInt32, _ byteCount: UInt32,
    _ extras: ZipExtraFields
  ) throws(CheckpointError) {
    let size = UInt32(exactly: member.byteCount) ?? .max
    let known = [UInt64(member.byteCount), UInt64(member.headerOffset), 0]
    guard checksum == 0 || checksum == member.checksum,
      [storedByteCount, byteCount].allSatisfy({ $0 == 0 || $0 == size || ($0 == .max && extras.zip64 != nil) }
      ),
      (extras.zip64 ?? []).allSatisfy(known.contains)
    else { throw .zip(.localFieldDiffers(name: member.name, offset: member.headerOffset)) }
  }

  /// Checks the figures after a member's bytes and returns where they end.
  private static func checkDescriptor(
    of member: ZipMember, in file: borrowing InputFile, at offset: Int, isWide: Bool, before limit: Int
  ) throws(CheckpointError) -> Int {
    let byteCount = isWide ? 24 : 16
    let bad = ZipError.badDescriptor(name: member.name, offset: offset)
    guard let end = Checked.sum(offset, byteCount), end <= limit else { throw .zip(bad) }
    var reader = ByteReader(try file.bytes(count: byteCount, at: offset))
    guard reader.unsigned32() == descriptorSignature, reader.unsigned32() == member.checksum,
      reader.unsigned(count: isWide ? 8 : 4) == UInt64(member.byteCount),
      reader.unsigned(count: isWide ? 8 : 4) == UInt64(member.byteCount)
    else { throw .zip(bad) }
    return end
  }
}

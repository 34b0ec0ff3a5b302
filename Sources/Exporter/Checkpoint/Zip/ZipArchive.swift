import EdgeRuntime

/// The members of a PyTorch archive, every header checked, none of the bytes read yet.
struct ZipArchive {
  /// The folder that all members lie in; PyTorch takes the file's name or "archive".
  let prefix: String
  private let members: [String: ZipMember]

  /// Reads the directory and every member's own header.
  init(of file: borrowing InputFile) throws(CheckpointError) {
    let end = try ZipEndRecord(of: file)
    let directory = try file.bytes(count: end.directoryByteCount, at: end.directoryOffset)
    var list = try ZipDirectory.members(directory, at: end.directoryOffset, count: end.memberCount)
    if !list.isEmpty, list.allSatisfy({ $0.name.hasSuffix(".npy") }) { throw .foreign(.numpy) }
    for index in list.indices {
      try ZipLocalHeader.check(&list[index], in: file, before: end.directoryOffset)
    }
    try Self.checkLayout(list, directoryOffset: end.directoryOffset)
    prefix = try Self.commonPrefix(of: list)
    members = Dictionary(list.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    if self["constants.pkl"] != nil || list.contains(where: { $0.name.hasPrefix(prefix + "/code/") }) {
      throw .foreign(.torchScript)
    }
    guard self["data.pkl"] != nil else { throw .zip(.pickleMissing) }
    try checkMarkers(file)
  }

  /// The member `name` of the archive's folder.
  subscript(name: String) -> ZipMember? { members[prefix + "/" + name] }

  /// A member's bytes, whole and with their checksum verified.
  static func bytes(of member: ZipMember, in file: borrowing InputFile) throws(CheckpointError) -> [UInt8] {
    let bytes = try file.bytes(count: member.byteCount, at: member.dataOffset)
    guard let promised = member.promisedChecksum else { return bytes }
    var checksum = CRC32()
    checksum.update(bytes)
    guard checksum.value == promised else {
      throw .zip(
        .checksumDiffers(name: member.name, expected: promised, found: checksum.value))
    }
    return bytes
  }

  /// Members fill the file from byte 0 to the directory without overlap or gap.
  private static func checkLayout(_ members: [ZipMember], directoryOffset: Int) throws(CheckpointError) {
    var position = 0
    for member in members.sorted(by: { $0.headerOffset < $1.headerOffset }) {
      if member.headerOffset < position {
        throw .zip(.overlap(name: member.name, offset: member.headerOffset))
      }
      if member.headerOffset > position {
        let count = member.headerOffset - position
        throw position == 0
          ? .zip(.bytesBeforeFirstMember(byteCount: count)) : .zip(.gap(offset: position, byteCount: count))
      }
      position = member.endOffset
    }
    guard position == directoryOffset else {
      throw .zip(.gap(offset: position, byteCount: directoryOffset - position))
    }
  }

  private static func commonPrefix(of members: [ZipMember]) throws(CheckpointError) -> String {
    var common: Substring?
    for member in members {
      guard let slash = member.name.firstIndex(of: "/") else { throw .zip(.pickleMissing) }
      let prefix = member.name[..<slash]
      if let common, common != prefix {
        throw .zip(.differentPrefixes(first: String(common), other: String(prefix)))
      }
      common = prefix
    }
    guard let common else { throw .zip(.pickleMissing) }
    return String(common)
  }

  /// Checks the small members that say how the others are written.
  private func checkMarkers(_ file: borrowing InputFile) throws(CheckpointError) {
    if let order = self["byteorder"] {
      guard order.byteCount <= 16, try Self.bytes(of: order, in: file) == Array("little".utf8) else {
        throw .zip(.unsupportedByteOrder)
      }
    }
    for (name, versions) in [("version", 1...10), (".format_version", 1...1)] {
      guard let member = self[name] else { continue }
      guard member.byteCount <= 3 else { throw .zip(.unsupportedVersion(name: name)) }
      let text = try Self.bytes(of: member, in: file).filter { $0 != UInt8(ascii: "\n") }
      guard let version = Int(String(decoding: text, as: UTF8.self)), versions.contains(version) else {
        throw .zip(.unsupportedVersion(name: name))
      }
    }
  }
}

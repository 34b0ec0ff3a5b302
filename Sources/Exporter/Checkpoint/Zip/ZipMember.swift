/// A stored member of an archive whose headers were checked.
struct ZipMember: Equatable, Sendable {
  let name: String
  /// Where the member's own header starts.
  let headerOffset: Int
  let byteCount: Int
  /// CRC-32 of the bytes as the directory promises it.
  let checksum: UInt32
  let flags: UInt16
  /// Where the bytes start.
  var dataOffset = 0
  /// Where header, bytes and data descriptor end.
  var endOffset = 0

  /// Bit 3: checksum and sizes follow the bytes.
  var hasDescriptor: Bool { flags & 0x0008 != 0 }
}

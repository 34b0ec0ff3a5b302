/// A stored member of an archive whose headers were checked.
struct ZipMember: Equatable, Sendable {
  let name: String
  /// Where the member's own header starts.
  let headerOffset: Int
  let byteCount: Int
  /// CRC-32 of the bytes as the headers have it.
  let checksum: UInt32
  let flags: UInt16
  /// Where the bytes start.
  var dataOffset = 0
  /// Where header, bytes and data descriptor end.
  var endOffset = 0

  /// CRC-32 of the bytes, or nil where the writer did not compute it.
  ///
  /// PyTorch writes 0 then (`torch.serialization.config.save.compute_crc32`), and itself never looks.
  var promisedChecksum: UInt32? { checksum == 0 ? nil : checksum }

  /// Bit 3: checksum and sizes follow the bytes.
  var hasDescriptor: Bool { flags & 0x0008 != 0 }
}

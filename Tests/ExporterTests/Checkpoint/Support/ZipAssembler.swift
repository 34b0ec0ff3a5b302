/// Writes zip archives as PyTorch does, or wrong in one chosen place.
struct ZipAssembler {
  struct Member {
    var name: [UInt8]
    var bytes: [UInt8]
    /// Bytes of padding in the member's own header, as alignment needs.
    var padding = 0
    var hasDescriptor = true
    /// Figures beyond 32 bits' reach are written as Zip64's, needed or not.
    var zip64 = false
    /// Changes the member's own header before it is written.
    var editLocal: (inout Header) -> Void = { _ in }
    /// Changes the directory's entry before it is written.
    var editCentral: (inout Header) -> Void = { _ in }
    /// Written between the member's bytes and what follows.
    var editDescriptor: (inout [UInt8]) -> Void = { _ in }
    var bytesBefore: [UInt8] = []

    init(_ name: String, _ bytes: [UInt8]) {
      self.name = Array(name.utf8)
      self.bytes = bytes
    }
  }

  struct Header {
    var signature: UInt32
    var creator: UInt16 = 0
    var flags: UInt16
    var method: UInt16 = 0
    var checksum: UInt32
    var storedByteCount: UInt32
    var byteCount: UInt32
    var name: [UInt8]
    var extra: [UInt8]
    var comment: [UInt8] = []
    var disk: UInt16 = 0
    var attributes: UInt32 = 0
    var offset: UInt32
  }

  struct End {
    var disk: UInt16 = 0
    var countHere: UInt16
    var count: UInt16
    var byteCount: UInt32
    var offset: UInt32
    var comment: [UInt8] = []
    /// Zip64's record: countHere, count, byteCount, offset.
    var zip64: [UInt64]
    var hasZip64 = true
    var zip64Signature: UInt32 = 0x0606_4B50
    var zip64Size: UInt64 = 44
    var locatorOffset: UInt64
    var locatorDisks: UInt32 = 1
  }

  var members: [Member]
  /// Bytes of the central directory, as long as nothing is edited: each header is 46 and the name.
  var directoryByteCount: Int { members.reduce(0) { $0 + 46 + $1.name.count } }
  var editEnd: (inout End) -> Void = { _ in }
  var bytesBeforeDirectory: [UInt8] = []
  var trailing: [UInt8] = []

  func assemble() -> [UInt8] {
    var out: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      out += member.bytesBefore
      append(member, to: &out, directory: &directory)
    }
    out += bytesBeforeDirectory
    let directoryOffset = out.count
    out += directory
    let count = UInt64(members.count)
    var end = End(
      countHere: UInt16(clamping: members.count), count: UInt16(clamping: members.count),
      byteCount: UInt32(directory.count), offset: UInt32(directoryOffset),
      zip64: [count, count, UInt64(directory.count), UInt64(directoryOffset)],
      locatorOffset: UInt64(out.count))
    editEnd(&end)
    if end.hasZip64 {
      out += little(end.zip64Signature) + little(end.zip64Size) + little(UInt16(798)) + little(UInt16(45))
      out += little(UInt32(0)) + little(UInt32(0)) + end.zip64.flatMap { little($0) }
      out +=
        little(UInt32(0x0706_4B50)) + little(UInt32(0)) + little(end.locatorOffset) + little(end.locatorDisks)
    }
    out += little(UInt32(0x0605_4B50)) + little(end.disk) + little(end.disk) + little(end.countHere)
    out += little(end.count) + little(end.byteCount) + little(end.offset)
    return out + little(UInt16(end.comment.count)) + end.comment + trailing
  }

  private func append(_ member: Member, to out: inout [UInt8], directory: inout [UInt8]) {
    let checksum = referenceChecksum(member.bytes)
    let size = UInt32(member.bytes.count)
    let offset = UInt32(out.count)
    let sizes = little(UInt64(size)) + little(UInt64(size))
    var local = Header(
      signature: 0x0403_4B50, flags: member.hasDescriptor ? 0x0808 : 0x0800,
      checksum: member.hasDescriptor ? 0 : checksum, storedByteCount: member.hasDescriptor ? 0 : size,
      byteCount: member.hasDescriptor ? 0 : size, name: member.name, extra: [], offset: 0)
    var central = local
    central.signature = 0x0201_4B50
    central.checksum = checksum
    central.storedByteCount = member.zip64 ? .max : size
    central.byteCount = member.zip64 ? .max : size
    central.offset = member.zip64 ? .max : offset
    if member.zip64 {
      central.extra = little(UInt16(1)) + little(UInt16(24)) + sizes + little(UInt64(offset))
      if !member.hasDescriptor {
        local.storedByteCount = .max
        local.byteCount = .max
      }
      local.extra = little(UInt16(1)) + little(UInt16(16)) + sizes
    }
    if member.padding > 0 {
      local.extra += little(UInt16(0x4246)) + little(UInt16(member.padding))
      local.extra += [UInt8](repeating: UInt8(ascii: "Z"), count: member.padding)
    }
    member.editLocal(&local)
    member.editCentral(&central)
    out += little(local.signature) + little(UInt16(0)) + little(local.flags) + little(local.method)
    out +=
      little(UInt32(0)) + little(local.checksum) + little(local.storedByteCount) + little(local.byteCount)
    out += little(UInt16(local.name.count)) + little(UInt16(local.extra.count)) + local.name + local.extra
    out += member.bytes
    var descriptor: [UInt8] = []
    if member.hasDescriptor {
      descriptor = little(UInt32(0x0807_4B50)) + little(checksum)
      descriptor += member.zip64 ? sizes : little(size) + little(size)
    }
    member.editDescriptor(&descriptor)
    out += descriptor
    directory +=
      little(central.signature) + little(central.creator) + little(UInt16(0)) + little(central.flags)
    directory += little(central.method) + little(UInt32(0)) + little(central.checksum)
    directory += little(central.storedByteCount) + little(central.byteCount)
    directory += little(UInt16(central.name.count)) + little(UInt16(central.extra.count))
    directory += little(UInt16(central.comment.count)) + little(central.disk) + little(UInt16(0))
    directory += little(central.attributes) + little(central.offset)
    directory += central.name + central.extra + central.comment
  }
}

/// A number's bytes, least significant first.
func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
  (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// CRC-32 by its definition, a bit at a time.
func referenceChecksum(_ bytes: [UInt8]) -> UInt32 {
  var state: UInt32 = ~0
  for byte in bytes {
    state ^= UInt32(byte)
    for _ in 0..<8 { state = state & 1 == 1 ? state >> 1 ^ 0xEDB8_8320 : state >> 1 }
  }
  return ~state
}

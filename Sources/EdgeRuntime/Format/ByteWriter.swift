/// Writes what `ByteReader` reads.
public struct ByteWriter {
  /// What was written so far.
  public private(set) var bytes: [UInt8] = []
  /// The format version that they are of.
  let version: UInt32

  /// Starts with nothing.
  public init() { self.init(version: FileHeader.version) }

  init(version: UInt32) { self.version = version }

  mutating func u32(_ value: UInt32) {
    for byte in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt32(byte)))) }
  }

  mutating func u64(_ value: UInt64) {
    u32(UInt32(truncatingIfNeeded: value))
    u32(UInt32(truncatingIfNeeded: value >> 32))
  }

  mutating func float(_ value: Float) { u32(value.bitPattern) }

  mutating func integer(_ value: Int) { u32(UInt32(value)) }

  mutating func text(_ value: String) {
    integer(value.utf8.count)
    bytes.append(contentsOf: value.utf8)
  }

  /// Pads with zeros to a multiple of `alignment`.
  mutating func pad(to alignment: Int) {
    while bytes.count % alignment != 0 { bytes.append(0) }
  }
}

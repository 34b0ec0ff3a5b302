/// The checksum of zip archives: CRC-32 with the reflected polynomial 0xEDB88320.
///
/// Eight bytes a turn through eight tables ("slicing by 8"); the tables' first is the one-byte step.
struct CRC32 {
  // SAFETY: a word is loaded while eight bytes are left; the table has 8 × 256 entries, and eight bits lie in each.

  private var state: UInt32 = ~0

  /// The checksum of the bytes so far.
  var value: UInt32 { ~state }

  /// Appends bytes.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var state = self.state
    unsafe CRC32.tables.withUnsafeBufferPointer { table in
      var index = 0
      while index &+ 8 <= bytes.count {
        let word = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        let mixed = word ^ UInt64(state)
        state = unsafe table[1_792 &+ Int(mixed & 0xFF)] ^ table[1_536 &+ Int(mixed >> 8 & 0xFF)]
        unsafe state ^= table[1_280 &+ Int(mixed >> 16 & 0xFF)] ^ table[1_024 &+ Int(mixed >> 24 & 0xFF)]
        unsafe state ^= table[768 &+ Int(mixed >> 32 & 0xFF)] ^ table[512 &+ Int(mixed >> 40 & 0xFF)]
        unsafe state ^= table[256 &+ Int(mixed >> 48 & 0xFF)] ^ table[Int(mixed >> 56)]
        index &+= 8
      }
      while index < bytes.count {
        state = unsafe state >> 8 ^ table[Int((state ^ UInt32(bytes[index])) & 0xFF)]
        index &+= 1
      }
    }
    self.state = state
  }

  /// Appends bytes.
  mutating func update(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }

  /// Table k at 256·k: the checksum's change from a byte that k more bytes follow.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var value = UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
      tables[byte] = value
    }
    for index in 256..<8 * 256 {
      let before = tables[index - 256]
      tables[index] = before >> 8 ^ tables[Int(before & 0xFF)]
    }
    return tables
  }()
}

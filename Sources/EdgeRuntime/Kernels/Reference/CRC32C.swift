/// CRC-32C (Castagnoli), the check of every section of a model file.
public enum CRC32C {
  // SAFETY: reads as many bytes as the caller says there are.

  /// The checksum of `bytes`, with the instruction for it where `kernels` has one.
  ///
  /// The nine digits "123456789" give 0xE3069283.
  public static func checksum(_ bytes: UnsafeRawBufferPointer, _ kernels: KernelSet) -> UInt32 {
    guard let start = bytes.baseAddress else { return 0 }
    return unsafe ~kernels.crc32c(~0, start, bytes.count)
  }

  /// Continues a CRC-32C (state before the final inversion) over `count` bytes, eight at a time.
  ///
  /// Table k holds what a byte becomes when k bytes follow it, so the eight bytes of a word are looked up
  /// independently of each other.
  static func reference(_ state: UInt32, _ start: UnsafeRawPointer, _ count: Int) -> UInt32 {
    var state = state
    var next = unsafe start
    var remaining = count
    unsafe tables.withUnsafeBufferPointer { table in
      while remaining >= 8 {
        let low = unsafe UInt32(littleEndian: next.loadUnaligned(as: UInt32.self)) ^ state
        let high = unsafe UInt32(littleEndian: (next + 4).loadUnaligned(as: UInt32.self))
        state = 0
        for byte in 0..<4 {
          let shift = UInt32(8 * byte)
          unsafe state ^= table[(7 - byte) * 256 + Int((low >> shift) & 0xFF)]
          unsafe state ^= table[(3 - byte) * 256 + Int((high >> shift) & 0xFF)]
        }
        unsafe next += 8
        remaining -= 8
      }
      while remaining > 0 {
        let byte = unsafe UInt32(next.load(as: UInt8.self))
        state = unsafe (state >> 8) ^ table[Int((state ^ byte) & 0xFF)]
        unsafe next += 1
        remaining -= 1
      }
    }
    return state
  }

  /// (8, 256): the reflected polynomial 0x82F63B78 applied to each byte, then to zeros behind it.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var value = UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0x82F6_3B78 : value >> 1 }
      tables[byte] = value
    }
    for entry in 256..<8 * 256 {
      let shorter = tables[entry - 256]
      tables[entry] = (shorter >> 8) ^ tables[Int(shorter & 0xFF)]
    }
    return tables
  }()
}

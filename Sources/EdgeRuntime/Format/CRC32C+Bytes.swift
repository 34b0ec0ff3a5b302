extension CRC32C {
  /// The checksum with the fastest kernels this processor has.
  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 { checksum(bytes, .best) }

  static func checksum(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { checksum($0) } }
}

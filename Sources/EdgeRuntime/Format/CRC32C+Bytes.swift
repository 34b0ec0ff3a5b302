extension CRC32C {
  // SAFETY: the bytes of an array or of a buffer, with their own count.

  /// The checksum with the fastest kernels this processor has.
  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 { unsafe checksum(bytes, .best) }

  static func checksum(_ bytes: [UInt8]) -> UInt32 { unsafe bytes.withUnsafeBytes { unsafe checksum($0) } }
}

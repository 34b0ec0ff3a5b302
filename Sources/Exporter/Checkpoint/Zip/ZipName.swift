/// Decides which member names are acceptable.
enum ZipName {
  /// The name, unless it is empty, too long, not UTF-8, or could mean a place outside a folder.
  static func decode(_ bytes: ArraySlice<UInt8>) -> String? {
    guard !bytes.isEmpty, bytes.count <= CheckpointLimits.memberNameByteCount,
      let name = String(validating: bytes, as: UTF8.self)
    else { return nil }
    let forbidden = name.unicodeScalars.contains { scalar in
      scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar == "\\" || scalar == ":"
    }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !forbidden, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { return nil }
    return name
  }
}

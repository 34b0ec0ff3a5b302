import CPlatform

/// Small files in which the system tells about itself.
enum SystemText {
  private static let byteLimit = 256 << 10

  /// The text of the file at `path`, or nil where there is none.
  static func read(_ path: String) -> String? {
    let descriptor = path.withCString { edge_open_for_reading($0) }
    guard descriptor >= 0 else { return nil }
    defer { _ = edge_close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while bytes.count < byteLimit {
      let got = piece.withUnsafeMutableBytes { edge_read(descriptor, $0.baseAddress, $0.count) }
      guard got > 0 else { break }
      bytes.append(contentsOf: piece[..<Int(got)])
    }
    // The device tree ends its texts with a zero.
    return String(decoding: bytes.filter { $0 != 0 }, as: UTF8.self)
  }

  /// The values of all lines `key : value`.
  static func values(of key: String, in text: String) -> [String] {
    var values: [String] = []
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) where line.starts(with: key.utf8) {
      let rest = line.dropFirst(key.utf8.count).drop { $0 == 0x20 || $0 == 0x09 }
      guard rest.first == UInt8(ascii: ":") else { continue }
      values.append(String(decoding: rest.dropFirst().drop { $0 == 0x20 }, as: UTF8.self))
    }
    return values
  }

  /// The whole number that the file at `path` begins with.
  static func number(_ path: String) -> Int? {
    guard let text = read(path) else { return nil }
    return Int(String(decoding: text.utf8.prefix { (0x30...0x39).contains($0) }, as: UTF8.self))
  }
}

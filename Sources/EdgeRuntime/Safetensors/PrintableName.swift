/// Makes names that come from files safe to print.
public enum PrintableName {
  /// The characters printed of a name.
  public static let characterLimit = 80

  /// The name on one line: anything but printable ASCII escaped, at most `characterLimit` characters.
  ///
  /// A file could otherwise move the cursor or recolour the terminal of whoever reads the message.
  public static func text(of name: String) -> String {
    var bytes: [UInt8] = []
    // Where the text is cut if it turns out too long: after the last whole piece that leaves room for dots.
    var cut = 0
    for scalar in name.unicodeScalars {
      append(scalar, to: &bytes)
      if bytes.count <= characterLimit - 3 { cut = bytes.count }
      if bytes.count > characterLimit {
        return String(decoding: bytes[..<cut], as: UTF8.self) + "..."
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    switch scalar.value {
    case 0x22: bytes.append(contentsOf: "\\\"".utf8)
    case 0x5C: bytes.append(contentsOf: "\\\\".utf8)
    case 0x0A: bytes.append(contentsOf: "\\n".utf8)
    case 0x0D: bytes.append(contentsOf: "\\r".utf8)
    case 0x09: bytes.append(contentsOf: "\\t".utf8)
    case 0x20...0x7E: bytes.append(UInt8(truncatingIfNeeded: scalar.value))
    default:
      bytes.append(contentsOf: "\\u{".utf8)
      bytes.append(contentsOf: String(scalar.value, radix: 16).utf8)
      bytes.append(UInt8(ascii: "}"))
    }
  }
}

/// Reads JSON of an untrusted file as a configuration, names in the file's order.
struct JSONReader {
  /// Bytes of a file that are read at most.
  static let byteLimit = 1 << 20
  /// How deep lists and dictionaries may stand in one another.
  static let depthLimit = 64

  private let bytes: [UInt8]
  private var position = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The value that is all of a text.
  static func read(_ bytes: [UInt8]) throws(JSONError) -> ConfigurationNode {
    guard bytes.count <= byteLimit else { throw .tooLong(byteCount: bytes.count, limit: byteLimit) }
    var reader = JSONReader(bytes)
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    if let found = reader.peek() {
      throw .unexpectedByte(offset: reader.position, found: found, expected: "the end")
    }
    return value
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek(), [0x20, 0x0A, 0x0D, 0x09].contains(byte) { position += 1 }
  }

  /// Steps over a byte, and the space before it, if it is next.
  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private func unexpected(_ expected: String) -> JSONError {
    guard let found = peek() else { return .ended(offset: position) }
    return .unexpectedByte(offset: position, found: found, expected: expected)
  }

  private mutating func value(depth: Int) throws(JSONError) -> ConfigurationNode {
    guard depth <= Self.depthLimit else { throw .tooDeep(offset: position, limit: Self.depthLimit) }
    skipSpace()
    switch peek() {
    case UInt8(ascii: "{"): return try dictionary(depth: depth)
    case UInt8(ascii: "["): return try list(depth: depth)
    case UInt8(ascii: "\""): return .string(try text())
    case .some(let byte) where byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte): return try number()
    default:
      for (word, value) in [("true", ConfigurationNode.boolean(true)), ("false", .boolean(false)), ("null", .null)] {
        guard bytes[position...].starts(with: word.utf8) else { continue }
        position += word.utf8.count
        return value
      }
      throw unexpected("a value")
    }
  }

  private mutating func dictionary(depth: Int) throws(JSONError) -> ConfigurationNode {
    position += 1
    var entries: [ConfigurationNode.Entry] = []
    var names: Set<String> = []
    if skip("}") { return .dictionary([]) }
    repeat {
      skipSpace()
      let start = position
      guard peek() == UInt8(ascii: "\"") else { throw unexpected("a name") }
      let name = try text()
      guard names.insert(name).inserted else { throw .duplicateName(offset: start, name: name) }
      guard skip(":") else { throw unexpected("a colon") }
      entries.append(ConfigurationNode.Entry(key: name, value: try value(depth: depth + 1)))
    } while skip(",")
    guard skip("}") else { throw unexpected("a comma or a closing brace") }
    return .dictionary(entries)
  }

  private mutating func list(depth: Int) throws(JSONError) -> ConfigurationNode {
    position += 1
    var elements: [ConfigurationNode] = []
    if skip("]") { return .list([]) }
    repeat { elements.append(try value(depth: depth + 1)) } while skip(",")
    guard skip("]") else { throw unexpected("a comma or a closing bracket") }
    return .list(elements)
  }

  private mutating func number() throws(JSONError) -> ConfigurationNode {
    let start = position
    while let byte = peek(), "+-.0123456789eE".utf8.contains(byte) { position += 1 }
    let digits = String(decoding: bytes[start..<position], as: UTF8.self)
    let unsigned = digits.drop { $0 == "-" }
    let isPlain =
      unsigned.first?.isNumber == true && !(unsigned.hasPrefix("0") && unsigned.dropFirst().first?.isNumber == true)
    guard isPlain, let real = Double(digits), real.isFinite else { throw .badNumber(offset: start) }
    if unsigned.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      guard let whole = Int(digits) else { throw .badNumber(offset: start) }
      return .integer(whole)
    }
    return .real(real)
  }

  private mutating func text() throws(JSONError) -> String {
    let start = position
    position += 1
    var text: [UInt8] = []
    while let byte = peek() {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let valid = String(validating: text, as: UTF8.self) else { throw .badText(offset: start) }
        return valid
      case UInt8(ascii: "\\"): text += try escape(from: start)
      case ..<0x20: throw .badText(offset: position - 1)
      default: text.append(byte)
      }
    }
    throw .ended(offset: position)
  }

  private mutating func escape(from start: Int) throws(JSONError) -> [UInt8] {
    guard let kind = peek() else { throw .ended(offset: position) }
    position += 1
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [kind]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var units = [try fourDigits(start)]
      if UTF16.isLeadSurrogate(units[0]), bytes[position...].starts(with: "\\u".utf8) {
        position += 2
        units.append(try fourDigits(start))
      }
      guard let valid = String(validating: units, as: UTF16.self) else { throw .badText(offset: start) }
      return Array(valid.utf8)
    default: throw .badText(offset: position - 2)
    }
  }

  private mutating func fourDigits(_ start: Int) throws(JSONError) -> UInt16 {
    guard bytes.count - position >= 4 else { throw .ended(offset: bytes.count) }
    let digits = String(decoding: bytes[position..<position + 4], as: UTF8.self)
    guard digits.first != "+", let unit = UInt16(digits, radix: 16) else { throw .badText(offset: start) }
    position += 4
    return unit
  }
}

/// The strings, numbers and words of a JSON text, each under the keys that lead to it.
///
/// Made for reports that this project's programs wrote: a text is read whole, or refused at its first wrong byte.
public struct JSONScalars: Sendable {
  /// Why a text was refused.
  public enum Problem: Error, Equatable {
    case ended
    case unexpectedByte(offset: Int, UInt8)
    case tooDeep(offset: Int)
    case invalidNumber(offset: Int)
  }

  private enum Scalar: Sendable {
    case string(String)
    case number(Double)
    case word
  }

  private static let mostLevels = 32

  private let bytes: [UInt8]
  private var position = 0
  private var scalars: [(path: [String], value: Scalar)] = []

  /// Reads a text.
  public init(_ bytes: [UInt8]) throws(Problem) {
    self.bytes = bytes
    try readValue([])
    skipSpaces()
    guard position == bytes.count else { throw unexpected }
  }

  /// The number under these keys; elements of an array are under "0", "1" and so on.
  public func number(_ path: String...) -> Double? {
    for scalar in scalars where scalar.path == path {
      if case .number(let value) = scalar.value { return value }
    }
    return nil
  }

  /// The string under these keys.
  public func string(_ path: String...) -> String? {
    for scalar in scalars where scalar.path == path {
      if case .string(let value) = scalar.value { return value }
    }
    return nil
  }

  // MARK: Reading.

  private var unexpected: Problem {
    position < bytes.count ? .unexpectedByte(offset: position, bytes[position]) : .ended
  }

  private mutating func skipSpaces() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  /// Steps over `byte` and the spaces before it, if it comes next.
  private mutating func skip(_ byte: UInt8) -> Bool {
    skipSpaces()
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ byte: UInt8) throws(Problem) {
    guard skip(byte) else { throw unexpected }
  }

  private mutating func readValue(_ path: [String]) throws(Problem) {
    guard path.count <= JSONScalars.mostLevels else { throw .tooDeep(offset: position) }
    if skip(UInt8(ascii: "{")) {
      if skip(UInt8(ascii: "}")) { return }
      repeat {
        skipSpaces()
        let key = try readString()
        try expect(UInt8(ascii: ":"))
        try readValue(path + [key])
      } while skip(UInt8(ascii: ","))
      return try expect(UInt8(ascii: "}"))
    }
    if skip(UInt8(ascii: "[")) {
      if skip(UInt8(ascii: "]")) { return }
      var index = 0
      repeat {
        try readValue(path + ["\(index)"])
        index += 1
      } while skip(UInt8(ascii: ","))
      return try expect(UInt8(ascii: "]"))
    }
    scalars.append((path, try readScalar()))
  }

  private mutating func readScalar() throws(Problem) -> Scalar {
    guard position < bytes.count else { throw .ended }
    if bytes[position] == UInt8(ascii: "\"") { return .string(try readString()) }
    for word in ["null", "true", "false"] where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return .word
    }
    let start = position
    while position < bytes.count, Self.belongsToNumber(bytes[position]) { position += 1 }
    guard position > start else { throw unexpected }
    guard let value = NumberParsing.real(String(decoding: bytes[start..<position], as: UTF8.self)) else {
      throw .invalidNumber(offset: start)
    }
    return .number(value)
  }

  private mutating func readString() throws(Problem) -> String {
    try expect(UInt8(ascii: "\""))
    var text: [UInt8] = []
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      guard bytes[position] >= 0x20 else { throw unexpected }
      if bytes[position] == UInt8(ascii: "\\") {
        position += 1
        text.append(contentsOf: try readEscape())
      } else {
        text.append(bytes[position])
        position += 1
      }
    }
    guard position < bytes.count else { throw .ended }
    position += 1
    return String(decoding: text, as: UTF8.self)
  }

  /// What follows a backslash; characters beyond 16 bits are not written in this way by what writes reports.
  private mutating func readEscape() throws(Problem) -> [UInt8] {
    guard position < bytes.count else { throw .ended }
    let kind = bytes[position]
    switch kind {
    case UInt8(ascii: "n"): position += 1; return [0x0A]
    case UInt8(ascii: "r"): position += 1; return [0x0D]
    case UInt8(ascii: "t"): position += 1; return [0x09]
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): position += 1; return [kind]
    case UInt8(ascii: "u"):
      guard bytes.count - position > 4,
        let code = UInt32(String(decoding: bytes[position + 1...position + 4], as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(code), let encoded = Unicode.UTF8.encode(scalar)
      else { throw unexpected }
      position += 5
      return Array(encoded)
    default: throw unexpected
    }
  }

  private static func belongsToNumber(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
  }
}

extension JSONScalars.Problem: CustomStringConvertible {
  /// What is wrong, and where.
  public var description: String {
    switch self {
    case .ended: "the text ends too early"
    case .unexpectedByte(let offset, let byte): "byte \(offset), \(byte), does not belong there"
    case .tooDeep(let offset): "byte \(offset) is nested too deep"
    case .invalidNumber(let offset): "byte \(offset) begins something that is no number"
    }
  }
}

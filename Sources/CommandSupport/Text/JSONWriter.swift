/// Makes one line of JSON, piece by piece.
///
///     var json = JSONWriter()
///     json.object {
///       $0.pair("model", "tiny")
///     }
public struct JSONWriter: Sendable {
  private var bytes: [UInt8] = []
  /// The open objects and arrays, the innermost last.
  private var levels: [Level] = []
  private var isAfterKey = false

  private struct Level: Sendable {
    let isObject: Bool
    var isEmpty = true
  }

  /// Starts with nothing.
  public init() {}

  /// The JSON, once everything opened is closed.
  public var text: String {
    precondition(levels.isEmpty && !bytes.isEmpty, "every object and array must be closed")
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Structure.

  /// Writes an object whose pairs `body` writes.
  public mutating func object(_ body: (inout JSONWriter) -> Void) {
    nest(isObject: true, UInt8(ascii: "{"), UInt8(ascii: "}"), body)
  }

  /// Writes an array whose elements `body` writes.
  public mutating func array(_ body: (inout JSONWriter) -> Void) {
    nest(isObject: false, UInt8(ascii: "["), UInt8(ascii: "]"), body)
  }

  /// Writes the key of the next value.
  public mutating func key(_ key: String) {
    precondition(levels.last?.isObject == true && !isAfterKey, "a key belongs in an object, before a value")
    separate()
    append(quoted: key)
    bytes.append(UInt8(ascii: ":"))
    isAfterKey = true
  }

  private mutating func nest(
    isObject: Bool, _ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void
  ) {
    startValue()
    bytes.append(open)
    levels.append(Level(isObject: isObject))
    let depth = levels.count
    body(&self)
    precondition(levels.count == depth && !isAfterKey, "a key needs a value")
    levels.removeLast()
    bytes.append(close)
  }

  private mutating func startValue() {
    if isAfterKey {
      isAfterKey = false
    } else {
      precondition(levels.last?.isObject != true, "a value in an object needs a key")
      precondition(!levels.isEmpty || bytes.isEmpty, "there is one value at the top")
      separate()
    }
  }

  private mutating func separate() {
    guard let level = levels.last else { return }
    if !level.isEmpty { bytes.append(UInt8(ascii: ",")) }
    levels[levels.count - 1].isEmpty = false
  }

  // MARK: Values.

  /// Writes a string.
  public mutating func string(_ value: String) {
    startValue()
    append(quoted: value)
  }

  /// Writes a whole number.
  public mutating func integer(_ value: some FixedWidthInteger) {
    startValue()
    bytes.append(contentsOf: String(value).utf8)
  }

  /// Writes a number in the shortest form that reads back the same; `null` when it is not finite.
  public mutating func number(_ value: Double) {
    startValue()
    bytes.append(contentsOf: value.isFinite ? value.description.utf8 : "null".utf8)
  }

  /// Writes a number in the shortest form that reads back the same; `null` when it is not finite.
  public mutating func number(_ value: Float) {
    startValue()
    bytes.append(contentsOf: value.isFinite ? value.description.utf8 : "null".utf8)
  }

  /// Writes `true` or `false`.
  public mutating func boolean(_ value: Bool) {
    startValue()
    bytes.append(contentsOf: value ? "true".utf8 : "false".utf8)
  }

  /// Writes `null`.
  public mutating func null() {
    startValue()
    bytes.append(contentsOf: "null".utf8)
  }

  // MARK: Pairs.

  /// Writes a key and a string.
  public mutating func pair(_ key: String, _ value: String) {
    self.key(key)
    string(value)
  }

  /// Writes a key and a whole number.
  public mutating func pair(_ key: String, _ value: some FixedWidthInteger) {
    self.key(key)
    integer(value)
  }

  /// Writes a key and a number.
  public mutating func pair(_ key: String, _ value: Double) {
    self.key(key)
    number(value)
  }

  /// Writes a key and a number.
  public mutating func pair(_ key: String, _ value: Float) {
    self.key(key)
    number(value)
  }

  /// Writes a key and `true` or `false`.
  public mutating func pair(_ key: String, _ value: Bool) {
    self.key(key)
    boolean(value)
  }

  private mutating func append(quoted text: String) {
    let digits = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
      case 0x0A: bytes.append(contentsOf: "\\n".utf8)
      case 0x0D: bytes.append(contentsOf: "\\r".utf8)
      case 0x09: bytes.append(contentsOf: "\\t".utf8)
      case ..<0x20, 0x7F:
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

/// Why a text is not the JSON that is read.
public enum JSONError: Error, Equatable, Sendable {
  /// The text is longer than any configuration.
  case tooLong(byteCount: Int, limit: Int)
  /// The text ends in the middle.
  case ended(offset: Int)
  /// Something else was expected.
  case unexpectedByte(offset: Int, found: UInt8, expected: String)
  /// Lists or dictionaries stand in one another too deep.
  case tooDeep(offset: Int, limit: Int)
  /// A dictionary has a name twice.
  case duplicateName(offset: Int, name: String)
  /// A text has bytes that are no UTF-8, a control character or an escape that there is not.
  case badText(offset: Int)
  /// A number that cannot be represented, or NaN or infinity, which JSON does not have.
  case badNumber(offset: Int)
}

extension JSONError: CustomStringConvertible {
  /// What is wrong and where.
  public var description: String {
    switch self {
    case .tooLong(let byteCount, let limit): "has \(byteCount) bytes; at most \(limit) are read"
    case .ended(let offset): "byte \(offset): ends in the middle"
    case .unexpectedByte(let offset, let found, let expected):
      "byte \(offset): found 0x" + String(found, radix: 16) + ", expected \(expected)"
    case .tooDeep(let offset, let limit): "byte \(offset): is nested more than \(limit) deep"
    case .duplicateName(let offset, let name): "byte \(offset): has the name \(name.quotedForMessage) twice"
    case .badText(let offset): "byte \(offset): a text that is no UTF-8 or has an unknown escape"
    case .badNumber(let offset): "byte \(offset): a number that cannot be represented"
    }
  }
}

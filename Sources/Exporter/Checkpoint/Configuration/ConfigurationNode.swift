/// A node of a trainer's configuration: plain data, as YAML would hold it.
public indirect enum ConfigurationNode: Equatable, Sendable {
  /// Named values, in the file's order.
  case dictionary([Entry])
  /// Values in order.
  case list([ConfigurationNode])
  /// Text; references to other values are still in it, as `${path}`.
  case string(String)
  /// An integer.
  case integer(Int)
  /// A real number.
  case real(Double)
  /// A truth value.
  case boolean(Bool)
  /// Nothing.
  case null
  /// Something that is no plain data.
  case opaque

  /// A named value of a dictionary.
  public struct Entry: Equatable, Sendable {
    /// The name.
    public let key: String
    /// The value.
    public let value: ConfigurationNode

    /// Makes a named value.
    public init(key: String, value: ConfigurationNode) {
      self.key = key
      self.value = value
    }
  }

  /// What it is, for messages.
  var kind: String {
    switch self {
    case .dictionary: "a dictionary"
    case .list: "a list"
    case .string: "text"
    case .integer: "an integer"
    case .real: "a real number"
    case .boolean: "a truth value"
    case .null: "nothing"
    case .opaque: "no plain data"
    }
  }

  /// The direct child called `name`: an entry of a dictionary or a position in a list.
  func child(_ name: String) -> ConfigurationNode? {
    switch self {
    case .dictionary(let entries): entries.first { $0.key == name }?.value
    case .list(let elements): Int(name).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
    default: nil
    }
  }
}

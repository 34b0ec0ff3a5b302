/// What becomes of one key of a trainer's configuration.
public struct Setting: Sendable {
  /// What an export does with the key's value.
  public enum Fate: Sendable {
    /// Read: another value gives another policy, or is refused.
    case honoured
    /// Refused by name unless it has one of these values.
    case required([ConfigurationNode])
    /// Cannot change an action.
    case harmless
    /// Holds settings that its table goes on with.
    case section
    /// Holds settings of a table of its own.
    case table
  }

  /// The names that lead to it from its table's place, joined by dots; `*` stands for any name.
  public let path: String
  /// What becomes of it.
  public let fate: Fate
  /// What it means, or why it does no harm.
  public let note: String

  init(_ path: String, _ fate: Fate, _ note: String) {
    self.path = path
    self.fate = fate
    self.note = note
  }

  /// Whether it is about the key at `names`.
  func matches(_ names: [String]) -> Bool {
    let own = path.split(separator: ".")
    return own.count == names.count && zip(own, names).allSatisfy { $0 == "*" || $0 == $1 }
  }
}

/// An argument known by its place: `<model>`.
public struct Positional: Equatable, Sendable {
  /// The name in the help, without brackets.
  public let name: String
  /// How often it comes.
  public let count: Count
  /// The line of help.
  public let help: String

  /// How often a positional argument comes; only the last one may be other than `one`.
  public enum Count: Sendable {
    /// Exactly once.
    case one
    /// At most once.
    case optional
    /// Once or more.
    case oneOrMore
  }

  /// Describes an argument.
  public init(_ name: String, count: Count = .one, help: String) {
    self.name = name
    self.count = count
    self.help = help
  }

  /// The argument in a usage line.
  var synopsis: String {
    switch count {
    case .one: "<\(name)>"
    case .optional: "[<\(name)>]"
    case .oneOrMore: "<\(name)>..."
    }
  }
}

/// A flag of a command: `--threads N`, `--json`, `-o FILE`.
public struct Flag: Equatable, Sendable {
  /// The name, without the dashes.
  public let name: String
  /// Another name, without the dashes.
  public let alias: String?
  /// The letter of the short form, without the dash.
  public let short: String?
  /// What the value is called in the help; nil for a switch, which takes none.
  public let valueName: String?
  /// True when the flag may come more than once.
  public let isRepeatable: Bool
  /// The line of help.
  public let help: String

  /// A flag that takes a value.
  public static func value(
    _ name: String, alias: String? = nil, short: String? = nil, _ valueName: String, isRepeatable: Bool = false,
    help: String
  ) -> Flag {
    Flag(name: name, alias: alias, short: short, valueName: valueName, isRepeatable: isRepeatable, help: help)
  }

  /// A flag that is there or not.
  public static func toggle(_ name: String, short: String? = nil, help: String) -> Flag {
    Flag(name: name, alias: nil, short: short, valueName: nil, isRepeatable: false, help: help)
  }

  static let help = Flag.toggle("help", short: "h", help: "Show this help.")

  /// The help, with what is true of a flag that may be repeated.
  var fullHelp: String { help + (isRepeatable ? " May be repeated." : "") }

  /// The name as it is typed: `--threads`.
  var typed: String { "--" + name }

  /// The left column of the help: `-t, --threads N`.
  var synopsis: String {
    let start = if let short { "-" + short + ", " } else { "    " }
    guard let valueName else { return start + typed }
    return start + typed + " " + valueName
  }
}

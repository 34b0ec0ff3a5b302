/// What a command takes, as data: parsing and help both follow from it.
public struct CommandSpecification: Equatable, Sendable {
  /// The word that chooses the command.
  public let name: String
  /// One sentence for the list of commands.
  public let summary: String
  /// More for the command's own help; empty for nothing.
  public let discussion: String
  /// The arguments known by their place.
  public let positionals: [Positional]
  /// The flags, `--help` aside, which every command has.
  public let flags: [Flag]

  /// Describes a command.
  public init(
    name: String, summary: String, discussion: String = "", positionals: [Positional] = [],
    flags: [Flag] = []
  ) {
    for positional in positionals.dropLast() {
      precondition(positional.count == .one, "only the last argument may be optional or repeated")
    }
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.positionals = positionals
    self.flags = flags
  }

  /// The flags with `--help`.
  var allFlags: [Flag] { flags + [Flag.help] }
}

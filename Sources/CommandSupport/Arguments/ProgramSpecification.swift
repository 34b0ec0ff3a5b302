/// What a program takes: its commands.
public struct ProgramSpecification: Equatable, Sendable {
  /// The name of the executable, which starts every message.
  public let name: String
  /// One sentence for the help.
  public let summary: String
  /// What `--version` prints.
  public let version: String
  /// The commands, in the order of the help.
  public let commands: [CommandSpecification]

  /// Describes a program.
  public init(name: String, summary: String, version: String, commands: [CommandSpecification]) {
    self.name = name
    self.summary = summary
    self.version = version
    self.commands = commands
  }

  /// The command that every program has.
  static let help = CommandSpecification(
    name: "help", summary: "Show the help of a command.",
    discussion: "Or write a manual page ('man -l' shows it), or what a shell needs to complete words.",
    positionals: [Positional("COMMAND", count: .optional, help: "The command; without it, the program.")],
    flags: [
      .toggle("man", help: "Write the program's manual page."),
      .value("completion", "SHELL", help: "Write the completion script for \(PlainText.alternatives(Shell.names))."),
    ])

  /// The commands with `help`.
  var allCommands: [CommandSpecification] { commands + [Self.help] }

  var commandNames: [String] { commands.map { $0.name } }

  /// What a command line asks for.
  public enum Request: Sendable {
    /// Print this text on standard output and end with success.
    case print(String)
    /// Run this command.
    case run(ParsedArguments)
  }

  /// Understands a command line.
  ///
  /// - Parameter arguments: The words after the program's name.
  public func parse(_ arguments: [String]) throws(UsageError) -> Request {
    guard let first = arguments.first else { throw UsageError(program: name, .missingCommand) }
    switch first {
    case "--help", "-h": return .print(HelpText.program(self))
    case "--version": return .print(name + " " + version)
    default: break
    }
    let command = try command(named: first)
    var parser = ArgumentParser(program: name, command: command)
    try parser.parse(Array(arguments.dropFirst()))
    if parser.helpRequested { return .print(HelpText.command(command, program: name)) }
    let parsed = try parser.finish()
    return command == Self.help ? .print(try help(parsed)) : .run(parsed)
  }

  private func help(_ arguments: ParsedArguments) throws(UsageError) -> String {
    let shell = try arguments.choice("completion", among: Shell.names).flatMap { Shell(rawValue: $0) }
    if arguments.has("man") {
      if shell != nil { throw arguments.error(.excludingFlags("--man", "--completion")) }
      return ManualPage.text(of: self)
    }
    if let shell { return shell.completion(of: self) }
    guard let word = arguments.optionalArgument("COMMAND") else { return HelpText.program(self) }
    return HelpText.command(try command(named: word), program: name)
  }

  private func command(named word: String) throws(UsageError) -> CommandSpecification {
    for command in allCommands where command.name == word { return command }
    if word.utf8.first == UInt8(ascii: "-") {
      let nearest = NearestWord.find(word, among: ["--help", "--version"])
      throw UsageError(program: name, .unknownFlag(word, nearest: nearest))
    }
    let nearest = NearestWord.find(word, among: allCommands.map { $0.name })
    throw UsageError(program: name, .unknownCommand(word, nearest: nearest))
  }
}

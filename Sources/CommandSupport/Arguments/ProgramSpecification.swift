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
    case "help": return .print(try help(arguments.dropFirst()))
    default: break
    }
    let command = try command(named: first)
    var parser = ArgumentParser(program: name, command: command)
    try parser.parse(Array(arguments.dropFirst()))
    if parser.helpRequested { return .print(HelpText.command(command, program: name)) }
    return .run(try parser.finish())
  }

  private func help(_ words: ArraySlice<String>) throws(UsageError) -> String {
    guard let word = words.first else { return HelpText.program(self) }
    return HelpText.command(try command(named: word), program: name)
  }

  private func command(named word: String) throws(UsageError) -> CommandSpecification {
    for command in commands where command.name == word { return command }
    if word.utf8.first == UInt8(ascii: "-") {
      let nearest = NearestWord.find(word, among: ["--help", "--version"])
      throw UsageError(program: name, .unknownFlag(word, nearest: nearest))
    }
    var names: [String] = []
    for command in commands { names.append(command.name) }
    throw UsageError(program: name, .unknownCommand(word, nearest: NearestWord.find(word, among: names)))
  }
}

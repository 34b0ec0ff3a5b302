import EdgeRuntime

/// A program: all of its `main`.
public struct Program: Sendable {
  /// What it takes.
  public let specification: ProgramSpecification
  private let commands: [Command]

  /// Describes a program by its commands, in the order of the help.
  public init(name: String, summary: String, commands: [Command]) {
    self.commands = commands
    specification = ProgramSpecification(
      name: name, summary: summary, version: EdgeVersion.text, commands: commands.map { $0.specification })
  }

  /// Runs a command line.
  ///
  /// - Parameter arguments: The words after the program's name.
  /// - Returns: The exit code.
  public func run(_ arguments: [String]) -> Int32 {
    ProcessSetup.prepare()
    let terminal = Terminal(program: specification.name)
    var code = ExitCode.success
    do throws(Failure) { try perform(arguments, on: terminal) } catch {
      code = error.code
      // What was found so far comes first.
      terminal.output.flush()
      terminal.complain(error.text)
    }
    if let errno = terminal.output.finish() {
      terminal.complain("standard output: " + FileError.system(operation: .write, errno: errno).description)
      code = .inputOutput
    }
    return code.rawValue
  }

  private func perform(_ arguments: [String], on terminal: Terminal) throws(Failure) {
    let request: ProgramSpecification.Request
    do throws(UsageError) { request = try specification.parse(arguments) } catch { throw Failure(usage: error) }
    switch request {
    case .print(let text): terminal.output.write(text.utf8.last == UInt8(ascii: "\n") ? text : text + "\n")
    case .run(let arguments):
      for command in commands where command.specification.name == arguments.command {
        try command.run(arguments, terminal)
      }
    }
  }
}

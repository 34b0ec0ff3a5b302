/// A command line that cannot be run.
public struct UsageError: Error, Equatable, Sendable {
  /// The program's name.
  public let program: String
  /// The command that was asked for, when it is one.
  public let command: String?
  /// What is wrong.
  public let problem: UsageProblem

  /// Reports `problem`.
  public init(program: String, command: String? = nil, _ problem: UsageProblem) {
    self.program = program
    self.command = command
    self.problem = problem
  }
}

extension UsageError: CustomStringConvertible {
  /// Two lines: what is wrong, after the program's name, and how to learn more.
  public var description: String { "\(program): \(text)" }

  /// The same without the program's name.
  var text: String {
    let help = if let command { program + " " + command } else { program }
    return "\(problem.description)\nTry '\(help) --help'."
  }
}

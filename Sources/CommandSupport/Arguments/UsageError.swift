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
  /// Two lines: what is wrong, and how to learn more.
  public var description: String {
    let help = if let command { program + " " + command } else { program }
    return "\(program): \(problem.description)\nTry '\(help) --help'."
  }
}

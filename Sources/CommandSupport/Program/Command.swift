/// A command of a program: what it takes, and what it does.
public struct Command: Sendable {
  /// What it takes.
  public let specification: CommandSpecification
  let run: @Sendable (ParsedArguments, Terminal) throws(Failure) -> Void

  /// Joins what a command takes with what it does.
  public init(
    _ specification: CommandSpecification, run: @escaping @Sendable (ParsedArguments, Terminal) throws(Failure) -> Void
  ) {
    self.specification = specification
    self.run = run
  }

  /// Joins what a command takes with what it does, where that throws something that `failure` explains.
  public init<Problem: Error>(
    _ specification: CommandSpecification, explaining failure: @escaping @Sendable (Problem) -> Failure,
    run: @escaping @Sendable (ParsedArguments, Terminal) throws(Problem) -> Void
  ) {
    self.init(specification) { (arguments, terminal) throws(Failure) in
      do throws(Problem) { try run(arguments, terminal) } catch { throw failure(error) }
    }
  }
}

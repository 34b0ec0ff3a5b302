/// Where a command reports.
public struct Terminal {
  /// The program's name, with which messages start.
  public let program: String
  /// Results.
  public let output: Console
  /// Warnings, errors and progress.
  public let errors: Console

  /// Standard output and standard error.
  init(program: String) {
    self.program = program
    output = .output()
    errors = .error()
  }

  /// Tells what is allowed but probably not meant.
  public func warn(_ text: String) { errors.writeLine("\(program): warning: \(text)") }

  /// Tells why the program ends.
  func complain(_ text: String) { errors.writeLine("\(program): \(text)") }
}

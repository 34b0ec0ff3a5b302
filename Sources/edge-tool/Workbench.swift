import CommandSupport

/// Where a command reports.
struct Workbench {
  /// Results.
  let output: Console
  /// Warnings, errors and progress.
  let errors: Console

  /// Tells what is allowed but probably not meant.
  func warn(_ text: String) { errors.writeLine("edge-tool: warning: \(text)") }
}

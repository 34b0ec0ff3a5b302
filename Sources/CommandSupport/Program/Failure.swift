import EdgeRuntime

/// Why a command ended: what standard error and the caller are told.
public struct Failure: Error {
  /// What the caller is told.
  public let code: ExitCode
  /// What people are told, after the program's name.
  public let text: String

  /// A failure of the program as a whole.
  public init(_ code: ExitCode, _ text: String) {
    self.code = code
    self.text = text
  }

  /// Something about the file at `path`.
  public init(_ code: ExitCode, path: String, _ text: String) {
    self.init(code, PrintableName.whole(path) + ": " + text)
  }

  /// A command line that makes no sense.
  public init(usage error: UsageError) {
    self.init(.usage, error.text)
  }

  /// A file that was not read.
  public init(reading path: String, _ error: FileError) {
    self.init(ExitCode(reading: error), path: path, error.description)
  }

  /// A safetensors file that was refused.
  public init(reading path: String, _ error: SafetensorsError) {
    self.init(ExitCode(reading: error), path: path, error.description)
  }

  /// A record that does not fit the policy.
  public init(reading path: String, _ error: RecordError) {
    self.init(ExitCode(reading: error), path: path, error.description)
  }

  /// A policy file that was refused.
  public init(reading path: String, _ error: PolicyFileError) {
    self.init(ExitCode(reading: error), path: path, error.description)
  }

  /// A file that was not written.
  public init(writing path: String, _ error: FileError) {
    self.init(ExitCode(writing: error), path: path, error.description)
  }

  /// A safetensors file that was not written.
  public init(writing path: String, _ error: SafetensorsError) {
    self.init(ExitCode(writing: error), path: path, error.description)
  }
}

import CommandSupport
import EdgeRuntime

/// Why a command ended: what standard error and the caller are told.
///
/// The only place that turns errors into exit codes.
struct Failure: Error {
  let code: ExitCode
  let text: String

  /// A failure of the program as a whole.
  init(_ code: ExitCode, _ text: String) {
    self.code = code
    self.text = "edge-run: " + text
  }

  /// Something about the file at `path`.
  init(_ code: ExitCode, path: String, _ text: String) {
    self.init(code, PlainText.escaped(path) + ": " + text)
  }

  /// A command line that makes no sense.
  init(usage error: UsageError) {
    code = .usage
    text = error.description
  }

  /// A policy file that was refused.
  init(path: String, _ error: PolicyFileError) {
    switch error {
    case .file(let error): self.init(reading: path, error)
    default: self.init(.badData, path: path, error.description)
    }
  }

  /// A safetensors file that was refused.
  init(reading path: String, _ error: SafetensorsError) {
    switch error {
    case .file(let error): self.init(reading: path, error)
    default: self.init(.badData, path: path, error.description)
    }
  }

  /// A record that does not fit the policy.
  init(path: String, _ error: RecordError) {
    switch error {
    case .safetensors(let error): self.init(reading: path, error)
    default: self.init(.badData, path: path, error.description)
    }
  }

  /// A file that was not written.
  init(writing path: String, _ error: SafetensorsError) {
    switch error {
    case .file(.system(operation: .create, errno: _)), .file(.emptyName), .file(.isDirectory), .file(.isInput):
      self.init(.cannotCreate, path: path, error.description)
    case .file: self.init(.inputOutput, path: path, error.description)
    default: self.init(.internalError, path: path, error.description)
    }
  }

  /// A file that was not read.
  init(reading path: String, _ error: FileError) {
    let code: ExitCode =
      switch error {
      case .system(operation: .open, errno: _), .notARegularFile, .isDirectory: .missingInput
      case .system: .inputOutput
      case .short, .emptyName, .isInput: .badData
      }
    self.init(code, path: path, error.description)
  }
}

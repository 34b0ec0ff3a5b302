import EdgeRuntime

/// What each error of the libraries tells a program's caller: the one place that decides it.
extension ExitCode {
  /// A file that was not read.
  public init(reading error: FileError) {
    switch error {
    case .system(operation: .open, errno: _), .notARegularFile, .isDirectory: self = .missingInput
    case .system: self = .inputOutput
    case .short, .emptyName, .isInput: self = .badData
    }
  }

  /// A safetensors file that was refused.
  public init(reading error: SafetensorsError) {
    if case .file(let error) = error { self.init(reading: error) } else { self = .badData }
  }

  /// A record that does not fit the policy.
  public init(reading error: RecordError) {
    if case .safetensors(let error) = error { self.init(reading: error) } else { self = .badData }
  }

  /// A policy file that was refused.
  public init(reading error: PolicyFileError) {
    if case .file(let error) = error { self.init(reading: error) } else { self = .badData }
  }

  /// A file that was not written.
  public init(writing error: FileError) {
    switch error {
    case .system(operation: .create, errno: _), .emptyName, .isDirectory, .isInput: self = .cannotCreate
    case .system, .notARegularFile, .short: self = .inputOutput
    }
  }

  /// A safetensors file that was not written: what is wrong with its tensors is our bug.
  public init(writing error: SafetensorsError) {
    if case .file(let error) = error { self.init(writing: error) } else { self = .internalError }
  }
}

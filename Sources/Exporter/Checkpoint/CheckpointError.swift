import EdgeRuntime

/// Why a checkpoint was refused.
public enum CheckpointError: Error, Equatable, Sendable {
  /// The operating system did not give the file or its bytes.
  case file(FileError)
  /// The file is something else, by name.
  case foreign(ForeignFormat)
  /// The safetensors file is not sound.
  case safetensors(SafetensorsError)
  /// A folder lacks one of a LeRobot policy's files.
  case missingPart(String)
  /// A file of a folder cannot be read: its name and why.
  case part(String, String)
  /// The archive is damaged or was made to mislead.
  case zip(ZipError)
  /// The archive's `data.pkl` is damaged or was made to mislead.
  case pickle(PickleError)
  /// A tensor or its storage makes no sense, or is not of a kind that is read.
  case tensor(TensorError)
  /// The configuration cannot be read.
  case configuration(ConfigurationError)
  /// Configuration, flags and tensors do not describe one policy.
  case policy(PolicyError)
}

extension CheckpointError: CustomStringConvertible {
  /// One line for people: what, where, what was expected, what to do.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .foreign(let format): format.description
    case .safetensors(let error): error.description
    case .missingPart(let name):
      "is a directory without \(name); give a file, or the folder that LeRobot saved a policy in"
    case .part(let name, let reason): "\(name.quotedForMessage): \(reason)"
    case .zip(let error): error.description
    case .pickle(let error): error.description
    case .tensor(let error): error.description
    case .configuration(let error): error.description
    case .policy(let error): error.description
    }
  }
}

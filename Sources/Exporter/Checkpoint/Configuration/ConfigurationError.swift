/// Why a checkpoint's configuration cannot be used.
public enum ConfigurationError: Error, Equatable, Sendable {
  /// The configuration as a whole is something else than a dictionary.
  case notADictionary(found: String)
  /// Deeper than is walked; also a structure that contains itself.
  case tooDeep
  /// More nodes than are walked.
  case tooLarge
  /// A key that is no text or number.
  case badKey
  /// A dictionary has a key twice.
  case duplicateKey(String)
  /// References lead in a circle or through too many hands.
  case circularReference(path: String)
  /// A reference to something that is not there.
  case danglingReference(path: String, reference: String)
  /// An expression or resolver that is not evaluated.
  case unresolvable(path: String, text: String)
  /// The value is of another kind.
  case wrongKind(path: String, expected: String, found: String)
}

extension ConfigurationError: CustomStringConvertible {
  /// One line for people.
  public var description: String {
    switch self {
    case .notADictionary(let found):
      "cfg is \(found.quotedForMessage); expected a dictionary of plain data: save vars() of a Namespace, or "
        + "OmegaConf.to_container() of what OmegaConf made"
    case .tooDeep: "the configuration nests deeper than \(CheckpointLimits.nestingDepth)"
    case .tooLarge: "the configuration has more than \(CheckpointLimits.configurationNodeCount) values"
    case .badKey: "the configuration has a key that is neither text nor a number"
    case .duplicateKey(let key): "configuration key \(key.quotedForMessage) comes twice; expected once"
    case .circularReference(let path): "configuration \(path.quotedForMessage): references lead in a circle"
    case .danglingReference(let path, let reference):
      "configuration \(path.quotedForMessage): \(reference.quotedForMessage) refers to nothing"
    case .unresolvable(let path, let text):
      "configuration \(path.quotedForMessage): \(text.quotedForMessage) is not evaluated; expected a plain value"
    case .wrongKind(let path, let expected, let found):
      "configuration \(path.quotedForMessage) is \(found); expected \(expected)"
    }
  }
}

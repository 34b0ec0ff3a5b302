import EdgeRuntime

/// Why configuration, flags and tensors do not describe one policy.
public enum PolicyError: Error, Equatable, Sendable {
  /// What neither configuration nor tensors say, and the flag that does.
  public struct Missing: Equatable, Sendable {
    /// Where a configuration would say it.
    public let path: String
    /// What says it instead.
    public let flag: PolicyFlag

    /// Makes an entry.
    public init(path: String, flag: PolicyFlag) {
      self.path = path
      self.flag = flag
    }
  }

  /// Neither configuration nor tensors say it.
  case missing([Missing])
  /// The configuration says it by an expression that is not evaluated.
  case unresolvable(path: String, text: String, flag: PolicyFlag)
  /// The user's flag and the tensors disagree about a number.
  case flagContradicts(PolicyFlag, said: Int, found: Int)
  /// Several state dicts, none of a name that trainers give the weights to deploy.
  case unknownWeights([String])
  /// Keys of the configuration that edge does not know, where only known ones are wanted.
  case unknownSettings([String])
  /// A value was given to a configuration that the file does not have.
  case nothingToSet(path: String)
  /// A value was given to a name that nothing of this policy is configured by.
  case unknownSetting(path: String, nearest: String?)
  /// A value was given to a name that changes nothing, and why.
  case unusedSetting(path: String, why: String)
  /// A sampler that the family's networks are not trained for.
  case samplerOfOtherFamily(SchedulerDescription.Method, family: Family)
  /// A flag was given that changes nothing of such a policy.
  case unusedFlag(String, by: String)
  /// Configuration or flag and tensors disagree about a number.
  case contradiction(path: String, said: [Int], found: [Int], flag: PolicyFlag?)
  /// A number is outside what the network can have.
  case outOfRange(path: String, value: Int, expected: String, flag: PolicyFlag?)
  /// A kind of network that is not exported.
  case unsupported(path: String, value: String, expected: String)
  /// What the trainer's code does at random when it evaluates, which no file repeats.
  case randomAtEvaluation(path: String, value: String, what: String, expected: String)
  /// Nothing tells which of several families the checkpoint is of.
  case unknownFamily([Family])
  /// A policy of a kind that is not exported, and what shows it.
  case otherKind(String, evidence: String)
  /// A LeRobot policy's weights without the folder that they are saved in.
  case folderNeeded(evidence: String)
  /// The family's networks have another number of blocks a level.
  case familyDiffers(family: Family, expectedBlocks: Int, foundBlocks: Int)
  /// The family's point encoder is another.
  case encoderDiffers(family: Family, evidence: String)
  /// The policy's network needs tensors that are not there.
  case missingTensors([String])
  /// Tensors that the policy's network does not have.
  case unexpectedTensors([String])
  /// A tensor that the trainer's code names twice has two values.
  case aliasDiffers(name: String, original: String)
  /// A tensor's shape is not the network's.
  case shapeDiffers(name: String, expected: [Int], found: [Int])
  /// A normaliser's scale that cannot be undone.
  case badScale(name: String, index: Int, value: Float)
}

extension PolicyError: CustomStringConvertible {
  /// One line for people.
  public var description: String {
    switch self {
    case .missing(let missing):
      "the checkpoint does not say " + missing.map(\.path).joined(separator: ", ") + "; give "
        + missing.map(\.flag.rawValue).joined(separator: " ")
    case .unresolvable(let path, let text, let flag):
      "configuration \(path): \(text.quotedForMessage) is not evaluated; give \(flag.rawValue)"
    case .flagContradicts(let flag, let said, let found):
      "\(flag.rawValue) is given as \(said), but the tensors have \(found); leave the flag out"
    case .unknownWeights(let names):
      names.isEmpty
        ? "the file has no tensors" : "the file has the weights \(names.quotedForMessage); give one with --weights NAME"
    case .unknownSettings(let paths):
      "configuration \(paths.quotedForMessage): unknown, and --strict refuses what could change an action unseen"
    case .nothingToSet(let path):
      "--set \(path): the file has no configuration to change; give flags"
    case .unknownSetting(let path, let nearest):
      "--set \(path.quotedForMessage): nothing of this policy is configured by that name"
        + (nearest.map { "; did you mean \($0)?" } ?? "")
    case .unusedSetting(let path, let why):
      "--set \(path.quotedForMessage): it would change nothing (\(why))"
    case .samplerOfOtherFamily(let method, let family):
      "--sampler \(method.rawValue) is not a sampler of \(family.name)"
    case .unusedFlag(let flag, let policy):
      "\(flag) changes nothing of \(policy); leave it out"
    case .contradiction(let path, let said, let found, let flag):
      "\(path) is \(Self.numbers(said)), but the tensors have \(Self.numbers(found)); "
        + (flag.map { "give \($0.rawValue)" } ?? "is the configuration another checkpoint's?")
    case .outOfRange(let path, let value, let expected, let flag):
      "\(path) is \(value); expected \(expected)" + (flag.map { "; give \($0.rawValue)" } ?? "")
    case .unsupported(let path, let value, let expected):
      "configuration \(path) is \(value.quotedForMessage); expected \(expected); others are not exported"
    case .randomAtEvaluation(let path, let value, let what, let expected):
      "configuration \(path) is \(value.quotedForMessage): \(what); expected \(expected)"
    case .unknownFamily(let families):
      "the checkpoint does not tell its family; give "
        + families.map { "--family \($0.name)" }.joined(separator: " or ")
    case .otherKind(let kind, let evidence):
      "is \(kind): \(evidence.quotedForMessage); exported are policies on point clouds, images or vectors with "
        + "Diffusion Policy's U-Net"
    case .folderNeeded(let evidence):
      "has \(evidence.quotedForMessage), so it is LeRobot's; give its folder, where config.json describes the policy"
    case .familyDiffers(let family, let expected, let found):
      "the network has \(found) residual blocks a level; \(family.name) has \(expected); "
        + "give \(PolicyFlag.family.rawValue)"
    case .encoderDiffers(let family, let evidence):
      "the network has \(evidence), unlike \(family.name)'s; give \(PolicyFlag.family.rawValue)"
    case .missingTensors(let names):
      "tensors \(names.quotedForMessage) are missing; is it a DP3-style policy?"
    case .unexpectedTensors(let names): "tensors \(names.quotedForMessage) are not part of the network"
    case .shapeDiffers(let name, let expected, let found):
      "tensor \(name.quotedForMessage) is \(Self.numbers(found)); expected \(Self.numbers(expected))"
    case .aliasDiffers(let name, let original):
      "tensor \(name.quotedForMessage) is another name of \(original.quotedForMessage), but holds other values"
    case .badScale(let name, let index, let value):
      "tensor \(name.quotedForMessage) element \(index) is \(value); expected a normal positive scale"
    }
  }

  private static func numbers(_ values: [Int]) -> String {
    values.count == 1 ? "\(values[0])" : "(" + values.map(String.init).joined(separator: ", ") + ")"
  }
}

import EdgeRuntime

/// Which state dict of a checkpoint is deployed, and why.
public struct WeightChoice: Equatable, Sendable {
  /// The state dict's name, such as `model` or `ema_model`.
  public let stateDict: String
  /// Why it was taken, as the end of a sentence.
  public let reason: String
  /// What is wrong with it, if the choice is allowed but not what the family means.
  public let warning: String?

  /// Whether it is a moving average, by its name.
  public var isAverage: Bool { Self.averageNames.contains(stateDict) }

  /// Names that trainers give the trained weights, the usual one first.
  private static let trainedNames = ["model", "state_dict", "model_state_dict", "policy", "net", "network"]
  /// Names that trainers give their moving average.
  private static let averageNames = ["ema_model", "ema", "model_ema", "ema_state_dict", "ema_policy"]

  /// Chooses for `family` among the state dicts of a checkpoint.
  ///
  /// Students of SDM and ManiCM live in `model`, and their `ema_model` still is the teacher; every other family
  /// is evaluated with the moving average where the trainer kept one. Weights under names that trainers do not use are
  /// taken only where there are no others.
  ///
  /// - Parameters:
  ///   - family: What the policy was found to be.
  ///   - available: Names of the state dicts that have tensors.
  ///   - asked: What the user said, or nil.
  ///   - usesEMA: `training.use_ema` of the configuration, or nil.
  public init(
    family: Family, available: [String], asked: String?, usesEMA: Bool?
  ) throws(CheckpointError) {
    let isStudent = family == .sdm || family == .manicm
    let trained = Self.trainedNames.first(where: available.contains)
    let average = Self.averageNames.first(where: available.contains)
    let teacher =
      "'\(average ?? "ema_model")' is the teacher of this \(family.name) checkpoint, not the one-step student"
    if let asked {
      var warning: String?
      if isStudent, asked == average { warning = teacher + "; use --weights model" }
      if !isStudent, asked == trained, let average, usesEMA != false {
        warning = "'\(asked)' holds the raw weights; \(family.name) is evaluated with --weights \(average)"
      }
      self.init(asked, "asked for with --weights", warning)
    } else if isStudent, let trained {
      self.init(trained, "a student of \(family.name); 'ema_model' is its teacher")
    } else if usesEMA != false, let average {
      self.init(
        average, "the moving average, which \(family.name) is evaluated with", isStudent ? teacher : nil)
    } else if let trained {
      let lacks = usesEMA == true
      self.init(
        trained, available.count == 1 ? "the only weights in the file" : "the trainer kept no moving average",
        lacks
          ? "training.use_ema is true, but the file has no moving average; '\(trained)' holds the raw weights"
          : nil)
    } else if available.count == 1 {
      self.init(
        available[0], "the only weights in the file",
        average == nil ? nil : "training.use_ema is false, but '\(available[0])' is a moving average")
    } else {
      throw .policy(.unknownWeights(available))
    }
  }

  private init(_ stateDict: String, _ reason: String, _ warning: String? = nil) {
    self.stateDict = stateDict
    self.reason = reason
    self.warning = warning
  }
}

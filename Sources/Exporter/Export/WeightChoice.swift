import EdgeRuntime

/// Which state dict of a checkpoint is deployed, and why.
public struct WeightChoice: Equatable, Sendable {
  /// The state dict's name: `model` or `ema_model`.
  public let stateDict: String
  /// Why it was taken, as the end of a sentence.
  public let reason: String
  /// What is wrong with it, if the choice is allowed but not what the family means.
  public let warning: String?

  /// Chooses for `family` among the state dicts of a checkpoint.
  ///
  /// Students of SDM and ManiCM live in `model`, and their `ema_model` still is the teacher; every other family
  /// is evaluated with the moving average where the trainer kept one.
  ///
  /// - Parameters:
  ///   - asked: What the user said, or nil.
  ///   - usesEMA: `training.use_ema` of the configuration, or nil.
  public init(family: Family, available: [String], asked: String?, usesEMA: Bool?) {
    let isStudent = family == .sdm || family == .manicm
    if let asked {
      stateDict = asked
      reason = "asked for with --weights"
      if isStudent && asked == "ema_model" {
        warning =
          "'ema_model' of a \(family.name) checkpoint is its teacher, not the one-step student; use --weights model"
      } else if !isStudent && asked == "model" && available.contains("ema_model") && usesEMA != false {
        warning = "'model' holds the raw weights; \(family.name) is evaluated with --weights ema_model"
      } else {
        warning = nil
      }
      return
    }
    warning = nil
    if isStudent {
      stateDict = "model"
      reason = "a \(family.name) student; 'ema_model' is its teacher"
    } else if usesEMA != false && available.contains("ema_model") {
      stateDict = "ema_model"
      reason = "the moving average, which \(family.name) is evaluated with"
    } else {
      stateDict = available.contains("model") ? "model" : available.first ?? "model"
      reason = available.count == 1 ? "the only weights in the file" : "the trainer kept no moving average"
    }
  }
}

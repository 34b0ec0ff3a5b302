/// The noise schedule of a diffusion policy, as its configuration names it.
public struct ScheduleDescription: Equatable, Sendable {
  /// How β depends on the timestep.
  public enum Betas: Equatable, Sendable {
    /// `squaredcos_cap_v2`: from the squared cosine of the cumulative product.
    case squaredCosine
    /// `linear` between two ends.
    case linear(start: Double, end: Double)
    /// `scaled_linear`: linear in √β between two ends.
    case scaledLinear(start: Double, end: Double)
  }
  /// What the network predicts.
  public enum Prediction: Equatable, Sendable {
    /// The clean action.
    case sample
    /// The noise.
    case epsilon
  }

  /// Timesteps of training.
  public var trainSteps: Int
  /// The βs.
  public var betas: Betas
  /// Whether the clean estimate is clipped to ±1.
  public var clipsSample: Bool
  /// Whether ᾱ before timestep 0 is 1 (else ᾱ of timestep 0).
  public var setsAlphaToOne: Bool
  /// Added to every inference timestep.
  public var stepsOffset: Int
  /// What the network predicts.
  public var prediction: Prediction

  /// The schedule of every published DP3-style configuration.
  public init(
    trainSteps: Int = 100, betas: Betas = .squaredCosine, clipsSample: Bool = true,
    setsAlphaToOne: Bool = true, stepsOffset: Int = 0, prediction: Prediction = .sample
  ) {
    self.trainSteps = trainSteps
    self.betas = betas
    self.clipsSample = clipsSample
    self.setsAlphaToOne = setsAlphaToOne
    self.stepsOffset = stepsOffset
    self.prediction = prediction
  }
}

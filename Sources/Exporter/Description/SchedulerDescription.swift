/// The scheduler a policy samples with, as its configuration describes it.
///
/// The names and defaults are those of diffusers, or of the trainer where it has a class of its own; each method reads
/// the fields that its class has there.
public struct SchedulerDescription: Equatable, Sendable {
  /// The scheduler's class.
  public enum Method: String, CaseIterable, Sendable {
    /// `DDIMScheduler`: deterministic unless `eta` is above 0.
    case ddim
    /// `DDPMScheduler`: draws noise after every call but the last.
    case ddpm
    /// `LCMScheduler`: consistency calls, with noise between them.
    case lcm
    /// FlowPolicy's Euler steps of a learned velocity: no class of diffusers.
    case euler
    /// Consistency Policy's teacher: a solver's steps along the noise levels of `karras`.
    case edm
    /// Consistency Policy's student: calls to the lowest noise level, one or a chain.
    case ctm
  }
  /// How β depends on the timestep.
  public enum Betas: Equatable, Sendable {
    /// `squaredcos_cap_v2`: from the squared cosine of the cumulative product.
    case squaredCosine
    /// `linear` between two ends.
    case linear(start: Double, end: Double)
    /// `scaled_linear`: linear in √β between two ends.
    case scaledLinear(start: Double, end: Double)
    /// `trained_betas`: one for each timestep of training.
    case trained([Float])
  }
  /// What the network predicts.
  public enum Prediction: String, CaseIterable, Sendable {
    /// The clean action.
    case sample
    /// The noise.
    case epsilon
    /// √ᾱ · noise − √(1−ᾱ) · clean action.
    case velocity = "v_prediction"
  }
  /// Which timesteps are called when there are fewer than in training.
  public enum Spacing: String, CaseIterable, Sendable {
    /// Multiples of ⌊train / steps⌋ from 0, plus `stepsOffset`.
    case leading
    /// Multiples of train / steps down from the last timestep.
    case trailing
    /// Evenly from 0 to the last timestep, both called.
    case linspace
  }
  /// The variance of the noise that DDPM adds.
  public enum Variance: String, CaseIterable, Sendable {
    /// That of the posterior, at least 1e-20.
    case fixedSmall = "fixed_small"
    /// The same by way of its logarithm.
    case fixedSmallLog = "fixed_small_log"
    /// β of the step.
    case fixedLarge = "fixed_large"
  }

  /// The scheduler's class.
  public var method: Method
  /// Timesteps of training.
  public var trainSteps = 100
  /// The βs.
  public var betas = Betas.squaredCosine
  /// Whether the βs are rescaled so that ᾱ of the last timestep is 0.
  public var rescalesToZeroSNR = false
  /// What the network predicts.
  public var prediction = Prediction.sample
  /// The bound that the clean estimate is clipped to, in normalised action units; infinity for none.
  public var clip: Float = 1
  /// DDIM and LCM: whether ᾱ before timestep 0 is 1 (else ᾱ of timestep 0).
  public var setsAlphaToOne = true
  /// DDIM and DDPM: added to every timestep of spacing `leading`.
  public var stepsOffset = 0
  /// DDIM and DDPM.
  public var spacing = Spacing.leading
  /// DDIM: 0 adds no noise, 1 adds as much as DDPM.
  public var eta = 0.0
  /// DDIM: whether the direction is derived again from the clipped estimate.
  public var usesClippedOutput = false
  /// DDPM.
  public var variance = Variance.fixedSmall
  /// LCM: calls of the schedule it was distilled with, of which those of inference are a part.
  public var originalInferenceSteps = 50
  /// LCM: what timesteps are multiplied with in the boundary scalings.
  public var timestepScaling = 10.0
  /// Euler: `eps`, the time the flow starts at.
  public var flowStart = 0.01
  /// EDM and CTM: the noise levels.
  public var karras = KarrasDescription()

  /// How many times the network is told: that of the sample, and a CTM student also that of the answer.
  var toldTimes: Int { method == .ctm ? 2 : 1 }

  /// What every published DP3-style configuration says.
  public init(_ method: Method = .ddim) { self.method = method }
}

import EdgeRuntime

/// Why a sampler cannot be made from what was asked for.
public enum SamplerError: Error, Equatable, Sendable {
  /// No sampler makes fewer than one network call.
  case tooFewSteps(steps: Int)
  /// More steps than there are timesteps to choose from, a number that `setting` gives.
  case tooManySteps(steps: Int, limit: Int, setting: String)
  /// LCM's schedule of distillation is longer than that of training.
  case originalStepsExceedTraining(originalSteps: Int, trainSteps: Int)
  /// The timestep is outside `0...trainSteps`, or not a number.
  case timestepOutOfRange(timestep: Float, trainSteps: Int)
  /// A consistency call at timestep 0 gives the noise back: its weights there are 0 and 1.
  case timestepGivesNoise
  /// The step needs ᾱ of the timestep, which only the schedule's own `0..<trainSteps` have.
  case timestepOffSchedule(timestep: Float, trainSteps: Int)
  /// A timestep was given together with several steps, each of which has its own.
  case timestepWithSeveralSteps(steps: Int)
  /// The family takes its times from its own formula.
  case timestepNotChosen(family: Family)
  /// The family's calls follow from its noise levels, its solver and its chain.
  case stepsNotChosen(family: Family)
  /// A chain was given to a sampler that is no consistency trajectory.
  case samplerWithoutChain
  /// Neither the user nor the checkpoint says what a chain's numbers are.
  case chainWithoutUnits
  /// A call of the chain would start outside of the noise levels, or from no place in the schedule.
  case chainOutOfRange(value: Float, allowed: ClosedRange<Float>)
  /// A dialect was named, but the sampler has none.
  case samplerWithoutDialect
  /// ᾱ or 1 − ᾱ is 0 at the timestep, where the step divides by it.
  case vanishingAlpha(timestep: Float)
}

extension SamplerError: CustomStringConvertible {
  /// What is wrong and what to do about it.
  public var description: String {
    switch self {
    case .tooFewSteps(let steps):
      "\(steps) steps: a sampler makes at least 1 network call"
    case .tooManySteps(let steps, let limit, let setting):
      "\(steps) steps: \(setting) is \(limit); ask for at most that many with --steps N"
    case .originalStepsExceedTraining(let originalSteps, let trainSteps):
      "original_inference_steps is \(originalSteps), but num_train_timesteps \(trainSteps); expected at most that"
    case .timestepOutOfRange(let timestep, let trainSteps):
      "timestep \(timestep) is outside 0 to \(trainSteps), the range of the training schedule"
    case .timestepGivesNoise:
      "a consistency call at timestep 0 returns the noise as it came; ask for 1 DDIM step instead"
    case .timestepOffSchedule(let timestep, let trainSteps):
      "timestep \(timestep) is not one of the schedule's 0 to \(trainSteps - 1); choose another timestep or --steps N"
    case .timestepWithSeveralSteps(let steps):
      "a timestep belongs to a single call, but \(steps) steps were asked for; drop one of the two"
    case .timestepNotChosen(let family):
      "\(family.name) computes its own times; drop the timestep"
    case .stepsNotChosen(let family):
      "\(family.name) computes its own calls, from --bins N, --solver NAME and --chain V,V...; drop --steps N"
    case .samplerWithoutChain:
      "a chain was given, but this sampler is no consistency trajectory; drop --chain V,V..."
    case .chainWithoutUnits:
      "the checkpoint does not say what the chain's numbers are; give --chain-units sigma or --chain-units bin"
    case .chainOutOfRange(let value, let allowed):
      "the chain has a call at \(value), which is outside \(allowed.lowerBound) to \(allowed.upperBound)"
    case .samplerWithoutDialect:
      "a dialect was named, but this sampler takes neither DDIM's steps nor DDPM's; drop the dialect"
    case .vanishingAlpha(let timestep):
      "the noise schedule leaves nothing to divide by at timestep \(timestep) (rescale_betas_zero_snr or trained_betas)"
    }
  }
}

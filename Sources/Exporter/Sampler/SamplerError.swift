import EdgeRuntime

/// Why a sampler cannot be made from what was asked for.
public enum SamplerError: Error, Equatable, Sendable {
  /// No sampler makes fewer than one network call.
  case tooFewSteps(steps: Int)
  /// More DDIM steps than the schedule has timesteps: the stride between them would be 0.
  case tooManySteps(steps: Int, trainSteps: Int)
  /// The timestep is outside `0...trainSteps`, or not a number.
  case timestepOutOfRange(timestep: Float, trainSteps: Int)
  /// A consistency call at timestep 0 gives the noise back: its weights there are 0 and 1.
  case timestepGivesNoise
  /// An ε-predicting network needs ᾱ of the timestep, which only the schedule's own `0..<trainSteps` have.
  case timestepOffSchedule(timestep: Float, trainSteps: Int)
  /// A timestep was given together with several steps, each of which has its own.
  case timestepWithSeveralSteps(steps: Int)
  /// The family takes its times from its own formula.
  case timestepNotChosen(family: Family)
  /// A DDIM dialect was named, but the sampler is not DDIM.
  case dialectWithoutDDIM
}

extension SamplerError: CustomStringConvertible {
  /// What is wrong and what to do about it.
  public var description: String {
    switch self {
    case .tooFewSteps(let steps):
      "\(steps) steps: a sampler makes at least 1 network call"
    case .tooManySteps(let steps, let trainSteps):
      "\(steps) steps: the schedule was trained with \(trainSteps); ask for at most that many"
    case .timestepOutOfRange(let timestep, let trainSteps):
      "timestep \(timestep) is outside 0 to \(trainSteps), the range of the training schedule"
    case .timestepGivesNoise:
      "a consistency call at timestep 0 returns the noise as it came; ask for 1 DDIM step instead"
    case .timestepOffSchedule(let timestep, let trainSteps):
      "timestep \(timestep): a noise-predicting network needs a whole timestep from 0 to \(trainSteps - 1)"
    case .timestepWithSeveralSteps(let steps):
      "a timestep belongs to a single call, but \(steps) steps were asked for; drop one of the two"
    case .timestepNotChosen(let family):
      "\(family.name) computes its own times; drop the timestep"
    case .dialectWithoutDDIM:
      "a DDIM dialect was named, but this sampler takes no DDIM steps; drop the dialect"
    }
  }
}

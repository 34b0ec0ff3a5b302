/// What a scheduler of Consistency Policy is configured with: noise levels σ from `timeMax` down to `timeMin`.
///
/// The names and defaults are those of its published configurations.
public struct KarrasDescription: Equatable, Sendable {
  /// How an EDM teacher goes from one noise level to the next.
  public enum Solver: String, CaseIterable, Sendable {
    /// One call: the slope where the step starts.
    case euler
    /// Two calls: the mean of the slopes at both ends.
    case heun
    /// Three calls: both ends, and their middle four times.
    case third
    /// Four calls, the classic Runge-Kutta.
    case fourth
  }
  /// How the network's answer and its input make the clean estimate.
  public enum Scaling: String, CaseIterable, Sendable {
    /// The input is the estimate at the least noise level.
    case boundary
    /// It would be at none.
    case noBoundary = "no_boundary"
  }
  /// What the numbers of a chain of consistency calls are.
  public enum ChainUnits: String, CaseIterable, Sendable {
    /// Noise levels.
    case sigma
    /// Places in the schedule, 0 the highest level.
    case bin
  }

  /// σ of the last noise level.
  public var timeMin = 0.02
  /// σ of the first noise level.
  public var timeMax = 80.0
  /// How much closer levels lie where they are low.
  public var rho = 7.0
  /// Noise levels; an EDM teacher takes a step less.
  public var bins = 80
  /// An EDM teacher's solver.
  public var solver = Solver.heun
  /// The scalings around the network.
  public var scaling = Scaling.boundary
  /// The deviation of normalised actions that the scalings take for granted.
  public var dataStd = 0.5
  /// What the configuration's own chain of calls counts in; nil where it has none.
  public var chainUnits: ChainUnits?

  /// What published configurations say.
  public init() {}
}

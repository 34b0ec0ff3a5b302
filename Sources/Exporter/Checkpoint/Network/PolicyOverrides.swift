/// What the user says about a policy; goes before the checkpoint's configuration, but not before its tensors.
public struct PolicyOverrides: Equatable, Sendable {
  /// `--horizon`: rows the network works on.
  public var horizon: Int?
  /// `--obs-steps`: observations in the window.
  public var observationSteps: Int?
  /// `--action-steps`: actions to return.
  public var actionSteps: Int?
  /// `--points`: points of the cloud.
  public var pointCount: Int?
  /// `--robot-points`: points of the imagined robot, 0 for none.
  public var robotPointCount: Int?
  /// `--groups`: groups of the group norms.
  public var groups: Int?
  /// `--steps`: network calls of the sampler.
  public var inferenceSteps: Int?

  /// `--sampler`: the scheduler to sample with.
  public var sampler: SchedulerDescription.Method?
  /// `--bins`: noise levels of Consistency Policy.
  public var bins: Int?
  /// `--solver`: how its teacher goes from one to the next.
  public var solver: KarrasDescription.Solver?
  /// `--prediction`: what the network predicts.
  public var prediction: SchedulerDescription.Prediction?
  /// `--train-steps`: timesteps of training.
  public var trainSteps: Int?
  /// `--beta-schedule`: diffusers' name of it.
  public var betaSchedule: String?
  /// `--beta-start`.
  public var betaStart: Double?
  /// `--beta-end`.
  public var betaEnd: Double?

  /// Says only what is given.
  public init(
    horizon: Int? = nil, observationSteps: Int? = nil, actionSteps: Int? = nil, pointCount: Int? = nil,
    robotPointCount: Int? = nil, groups: Int? = nil, inferenceSteps: Int? = nil,
    prediction: SchedulerDescription.Prediction? = nil
  ) {
    self.horizon = horizon
    self.observationSteps = observationSteps
    self.actionSteps = actionSteps
    self.pointCount = pointCount
    self.robotPointCount = robotPointCount
    self.groups = groups
    self.inferenceSteps = inferenceSteps
    self.prediction = prediction
  }
}

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

  /// Says only what is given.
  public init(
    horizon: Int? = nil, observationSteps: Int? = nil, actionSteps: Int? = nil, pointCount: Int? = nil,
    robotPointCount: Int? = nil, groups: Int? = nil, inferenceSteps: Int? = nil
  ) {
    self.horizon = horizon
    self.observationSteps = observationSteps
    self.actionSteps = actionSteps
    self.pointCount = pointCount
    self.robotPointCount = robotPointCount
    self.groups = groups
    self.inferenceSteps = inferenceSteps
  }
}

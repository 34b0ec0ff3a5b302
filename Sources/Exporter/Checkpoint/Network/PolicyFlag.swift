/// A command-line flag that gives what a checkpoint does not say.
public enum PolicyFlag: String, CaseIterable, Sendable {
  case family = "--family NAME"
  case horizon = "--horizon N"
  case observationSteps = "--obs-steps N"
  case actionSteps = "--action-steps N"
  case pointCount = "--points N"
  case robotPointCount = "--robot-points N"
  case groups = "--groups N"
  case inferenceSteps = "--steps N"
  case bins = "--bins N"
  case prediction = "--prediction sample|epsilon|v_prediction"
}

/// Where in a sampled chunk the rows begin that a policy returns.
public enum FirstReturned: Equatable, Sendable {
  /// The first row: only what is returned is sampled.
  case first
  /// The row of the last observed frame, To − 1.
  case lastObserved
  /// The row after it, To.
  case afterObserved
}

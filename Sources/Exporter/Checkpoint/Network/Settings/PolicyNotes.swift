/// What reading a policy found worth telling, beside the policy.
public struct PolicyNotes: Equatable, Sendable {
  /// What the checkpoint does not say and was taken as published, such as "100 training steps".
  public internal(set) var assumptions: [String] = []
  /// Paths of configuration keys that edge does not know; one of them may change actions.
  public internal(set) var unknownSettings: [String] = []
  /// Sentences on what is allowed but probably not meant.
  public internal(set) var warnings: [String] = []

  /// Nothing yet.
  public init() {}
}

/// How a policy's network learns of the observations.
public enum Conditioning: Equatable, Sendable {
  /// The features of all frames, one after another, modulate every block (`obs_as_global_cond`).
  case global
  /// Rows of features, zeros after the last frame, go through a block that is added to the first (`obs_as_local_cond`).
  case local
  /// They stand beside the actions in the sample, and are written there before every call.
  case inpainting
}

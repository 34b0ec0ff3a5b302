/// What the reference network computed for one observation, rounded to float32.
public struct ReferencePrediction: Sendable {
  /// Outputs of the layers in the first network call, in the order of computation.
  ///
  /// The names are the modules' paths in the trainers' code, the keys of golden files without their `layer.`
  /// prefix. Shapes: the encoder's (To, features), the step encoder's (width), the U-Net's (C, L), `model`
  /// (T, A).
  public let layers: [(name: String, tensor: Tensor)]
  /// The whole sampled chunk in the units of the actions, (T, A).
  public let actionPrediction: Tensor
  /// The rows of the chunk that the policy returns, (rows, A).
  public let action: Tensor
}

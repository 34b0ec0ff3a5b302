/// Whose encoder of images a state dict holds, by the names of its tensors.
enum ImageEncoderKind {
  /// robomimic's, in Diffusion Policy's hybrid policies: a network a camera, keypoints.
  case robomimic
  /// Diffusion Policy's `MultiImageObsEncoder`: a network a camera or one for all, means.
  case multiImage

  static let robomimicPrefix = "obs_encoder.obs_nets."
  static let multiImagePrefix = "obs_encoder.key_model_map."

  init?(_ shapes: [String: [Int]]) {
    if shapes.keys.contains(where: { $0.hasPrefix(Self.robomimicPrefix) }) {
      self = .robomimic
    } else if shapes.keys.contains(where: { $0.hasPrefix(Self.multiImagePrefix) }) {
      self = .multiImage
    } else {
      return nil
    }
  }
}

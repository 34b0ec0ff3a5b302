/// What turns observations into the features that condition a policy's network.
public enum EncoderDescription: Equatable, Sendable {
  /// A cloud of points and the robot's state.
  case pointCloud(PointCloudEncoder)
  /// A vector as it is.
  case lowDim(LowDimEncoder)
  /// Images, and vectors as they are.
  case images(ImageEncoder)
}

extension EncoderDescription {
  /// What all encoders can do.
  var encoder: any PolicyEncoder {
    switch self {
    case .pointCloud(let encoder): encoder
    case .lowDim(let encoder): encoder
    case .images(let encoder): encoder
    }
  }
}

extension PolicyDescription {
  /// What all encoders can do, of this policy's.
  var policyEncoder: any PolicyEncoder { encoder.encoder }
}

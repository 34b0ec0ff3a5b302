/// What turns observations into the features that condition a policy's network.
public enum EncoderDescription: Equatable, Sendable {
  /// A cloud of points and the robot's state.
  case pointCloud(PointCloudEncoder)
}

extension PolicyDescription {
  /// What all encoders can do, of this policy's.
  var policyEncoder: any PolicyEncoder {
    switch encoder {
    case .pointCloud(let encoder): encoder
    }
  }
}

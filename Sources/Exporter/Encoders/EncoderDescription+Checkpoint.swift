import EdgeRuntime

extension EncoderDescription {
  /// Describes the encoder in a checkpoint and checks that all its sources agree.
  ///
  /// - Parameters:
  ///   - shapes: The state dict's tensors.
  ///   - family: The method, which tells what to look for.
  ///   - settings: The configuration.
  ///   - overrides: What the user says.
  init(
    _ shapes: [String: [Int]], family: Family, settings: inout PolicySettings, overrides: PolicyOverrides
  ) throws(CheckpointError) {
    guard family != .lerobot else {
      self = .images(try ImageEncoder(lerobot: shapes, settings))
      return
    }
    if let kind = ImageEncoderKind(shapes) {
      guard [.sdm, .manicm, .diffusionPolicy, .consistencyPolicy].contains(family) else {
        throw .policy(.encoderDiffers(family: family, evidence: "an encoder of images"))
      }
      self = .images(try ImageEncoder(kind, shapes, settings))
      return
    }
    guard family != .consistencyPolicy else {
      throw .policy(.encoderDiffers(family: family, evidence: "no encoder of images"))
    }
    guard family != .diffusionPolicy else {
      self = .lowDim(try LowDimEncoder(shapes, settings))
      return
    }
    let facts = try PointCloudFacts(shapes)
    let hasStages = MultiStagePointNet.isIn(shapes)
    guard hasStages == (family == .idp3) else {
      throw .policy(
        .encoderDiffers(
          family: family, evidence: hasStages ? "a point encoder of stages" : "a point encoder without stages"))
    }
    try PointCloudEncoder.check(settings, against: facts)
    self = .pointCloud(try PointCloudEncoder(facts, settings: &settings, overrides: overrides))
  }
}

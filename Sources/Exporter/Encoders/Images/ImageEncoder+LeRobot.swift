extension ImageEncoder {
  /// Describes the encoder of a LeRobot policy: of each frame the state, the cameras in the configuration's order, the
  /// environment's state.
  init(lerobot shapes: [String: [Int]], _ settings: PolicySettings) throws(CheckpointError) {
    let features = try LeRobotFeatures(settings.root)
    let cameras = features.inputs.filter { $0.type == "VISUAL" }
    var vectors: [String: Part] = [:]
    for feature in features.inputs where feature.type != "VISUAL" {
      let name = feature.type == "ENV" ? LeRobotFeatures.environmentName : LeRobotFeatures.stateName
      guard ["STATE", "ENV"].contains(feature.type), feature.name == name, vectors[name] == nil else {
        throw .policy(
          .unsupported(
            path: "input_features.\(feature.name)", value: feature.type,
            expected: "VISUAL, one STATE called \(LeRobotFeatures.stateName), one ENV called "
              + LeRobotFeatures.environmentName))
      }
      vectors[name] = .vector(name, width: feature.shape[0])
    }
    guard let state = vectors[LeRobotFeatures.stateName] else {
      throw .policy(
        .unsupported(path: "input_features", value: "no state", expected: "a STATE \(LeRobotFeatures.stateName)"))
    }
    parts = [state]
    let isSeparate = try settings.boolean("policy.use_separate_rgb_encoder_per_camera") ?? false
    for (index, camera) in cameras.enumerated() {
      let module = "diffusion.rgb_encoder" + (isSeparate ? ".\(index)" : "")
      parts.append(.camera(try Self.camera(camera, module, shapes, settings)))
    }
    if let environment = vectors[LeRobotFeatures.environmentName] { parts.append(environment) }
  }

  private static func camera(
    _ feature: LeRobotFeatures.Feature, _ module: String, _ shapes: [String: [Int]], _ settings: PolicySettings
  ) throws(CheckpointError) -> Camera {
    let backbone = try settings.text("policy.vision_backbone") ?? "resnet18"
    guard backbone == "resnet18" else {
      throw .policy(.unsupported(path: "vision_backbone", value: backbone, expected: "resnet18"))
    }
    let trunk = ResNet18(
      prefix: "\(module).backbone.", isNumbered: true, channels: feature.shape[0],
      norm: shapes["\(module).backbone.1.running_mean"] == nil ? .group : .batch)
    try settings.agree("policy.use_group_norm", with: [trunk.norm == .group ? 1 : 0]) {
      () throws(CheckpointError) in try settings.boolean("policy.use_group_norm").map { [$0 ? 1 : 0] }
    }
    let maps = try TensorFacts.shape("\(module).pool.nets.weight", rank: 4, of: shapes)
    try TensorFacts.checkWidth(maps[0])
    try settings.agree("policy.spatial_softmax_num_keypoints", with: [maps[0]]) { () throws(CheckpointError) in
      try settings.integer(["policy.spatial_softmax_num_keypoints"]).map { [$0] }
    }
    let size = try pair("resize_shape", settings)
    let seen = size ?? Array(feature.shape[1...])
    let crop = try croppedSize(from: size, settings)
    if let crop {
      guard crop[0] <= seen[0], crop[1] <= seen[1] else {
        throw .policy(
          .unsupported(
            path: "crop_shape", value: "\(crop[0]), \(crop[1])",
            expected: "at most \(seen[0]), \(seen[1]), the images of \(feature.name)"))
      }
    }
    return Camera(
      name: feature.name, height: feature.shape[1], width: feature.shape[2],
      resized: size.map { Camera.Size(height: $0[0], width: $0[1]) },
      crop: crop.map { Camera.Crop(middleOf: seen[0], seen[1], height: $0[0], width: $0[1]) }, trunk: trunk,
      head: .keypoints(
        Keypoints(
          pool: "\(module).pool", maps: "\(module).pool.nets", layer: "\(module).out", count: maps[0],
          featureWidth: 2 * maps[0], hasTemperature: false, module: module)))
  }

  /// What is cut out: as LeRobot's class has it, a part of the resized images where a ratio is configured.
  private static func croppedSize(
    from resized: [Int]?, _ settings: PolicySettings
  ) throws(CheckpointError) -> [Int]? {
    guard let resized, let ratio = try settings.real("policy.crop_ratio") else {
      return try pair("crop_shape", settings)
    }
    guard ratio > 0, ratio <= 1 else {
      throw .policy(.unsupported(path: "crop_ratio", value: "\(ratio)", expected: "more than 0, at most 1"))
    }
    return ratio < 1 ? resized.map { max(1, Int(Double($0) * ratio)) } : nil
  }

  /// Height and width, if they are configured.
  private static func pair(_ name: String, _ settings: PolicySettings) throws(CheckpointError) -> [Int]? {
    guard let size = try settings.integers(["policy.\(name)"]) else { return nil }
    guard size.count == 2, size.allSatisfy({ (1...CheckpointLimits.policyExtent).contains($0) }) else {
      throw .policy(
        .unsupported(
          path: name, value: size.map(String.init).joined(separator: ", "), expected: "height and width"))
    }
    return size
  }
}

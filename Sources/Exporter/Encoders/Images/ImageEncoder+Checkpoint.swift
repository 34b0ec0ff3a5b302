extension ImageEncoder {
  /// An observation as the configuration's `shape_meta` describes it.
  private struct Key {
    var name: String
    var shape: [Int]
    var isCamera: Bool
  }

  /// Describes the encoder in a checkpoint: the configuration says keys, sizes and crops, tensors the rest.
  init(
    _ kind: ImageEncoderKind, _ shapes: [String: [Int]], _ settings: PolicySettings
  ) throws(CheckpointError) {
    let keys = try Self.keys(settings)
    switch kind {
    case .robomimic:
      // In the configuration's order.
      parts = []
      for key in keys {
        parts.append(
          key.isCamera ? .camera(try Self.robomimicCamera(key, shapes, settings)) : try Self.vector(key, shapes))
      }
    case .multiImage:
      // Cameras first, each kind sorted by name as Python does.
      parts = []
      let sorted = keys.sorted { $0.name.unicodeScalars.lexicographicallyPrecedes($1.name.unicodeScalars) }
      for key in sorted where key.isCamera {
        parts.append(.camera(try Self.multiImageCamera(key, shapes, settings)))
      }
      for key in sorted where !key.isCamera { parts.append(try Self.vector(key, shapes)) }
    }
    guard !cameras.isEmpty else {
      throw .policy(.unsupported(path: "shape_meta.obs", value: "no camera", expected: "a key of type rgb"))
    }
  }

  /// The observations in the configuration's order.
  private static func keys(_ settings: PolicySettings) throws(CheckpointError) -> [Key] {
    for place in PolicySettings.shapePlaces {
      guard case .dictionary(let entries)? = try settings.root?.value(at: "\(place).obs") else { continue }
      var keys: [Key] = []
      for entry in entries {
        let path = "\(place).obs.\(entry.key)"
        let type = try settings.text("\(path).type") ?? "low_dim"
        guard type == "rgb" || type == "low_dim" else {
          throw .policy(.unsupported(path: "\(path).type", value: type, expected: "rgb or low_dim"))
        }
        guard let shape = try settings.integers(["\(path).shape"]) else {
          throw .policy(.unsupported(path: "\(path).shape", value: "nothing", expected: "the shape"))
        }
        let isCamera = type == "rgb"
        let limit = CheckpointLimits.policyExtent
        guard shape.count == (isCamera ? 3 : 1), shape.allSatisfy({ (1...limit).contains($0) }) else {
          throw .policy(
            .unsupported(
              path: "\(path).shape", value: shape.map(String.init).joined(separator: ", "),
              expected: isCamera ? "channels, height and width" : "one number of columns"))
        }
        keys.append(Key(name: entry.key, shape: shape, isCamera: isCamera))
      }
      return keys
    }
    throw .policy(
      .unsupported(path: "shape_meta.obs", value: "nothing", expected: "the observations, which no tensor tells"))
  }

  private static func vector(_ key: Key, _ shapes: [String: [Int]]) throws(CheckpointError) -> Part {
    let scale = "normalizer.params_dict.\(key.name).scale"
    guard let found = shapes[scale] else { throw .policy(.missingTensors([scale])) }
    if let width = found.first, width != 1, width != key.shape[0] {
      throw .policy(
        .contradiction(path: "shape_meta.obs.\(key.name).shape", said: key.shape, found: found, flag: nil))
    }
    return .vector(key.name, width: key.shape[0])
  }

  /// The part of an image that the network sees, where the configuration cuts it.
  private static func crop(_ key: Key, _ size: [Int]?, at path: String) throws(CheckpointError) -> Camera.Crop? {
    guard let size else { return nil }
    let (height, width) = (key.shape[1], key.shape[2])
    guard size.count == 2, size[0] > 0, size[1] > 0, size[0] <= height, size[1] <= width else {
      throw .policy(
        .unsupported(
          path: path, value: size.map(String.init).joined(separator: ", "),
          expected: "at most \(height), \(width), the images of \(key.name)"))
    }
    return Camera.Crop(middleOf: height, width, height: size[0], width: size[1])
  }

  private static func robomimicCamera(
    _ key: Key, _ shapes: [String: [Int]], _ settings: PolicySettings
  ) throws(CheckpointError) -> Camera {
    let size = try settings.integers(["policy.crop_shape"])
    let crop = try crop(key, size, at: "policy.crop_shape")
    if let size {
      guard size[0] < key.shape[1], size[1] < key.shape[2] else {
        throw .policy(
          .unsupported(
            path: "policy.crop_shape", value: size.map(String.init).joined(separator: ", "),
            expected: "less than \(key.shape[1]), \(key.shape[2]), the images of \(key.name)"))
      }
      // The class has this default, the published configurations the other.
      guard try settings.boolean("policy.eval_fixed_crop") ?? false else {
        throw .policy(
          .randomAtEvaluation(
            path: "policy.eval_fixed_crop", value: "false",
            what: "the trainer's code crops images at random when it evaluates, too",
            expected: "true (--set policy.eval_fixed_crop=true takes the middle)"))
      }
    }
    let module = ImageEncoderKind.robomimicPrefix + key.name
    let trunk = ResNet18(
      prefix: "\(module).backbone.nets.", isNumbered: true, channels: key.shape[0],
      norm: shapes["\(module).backbone.nets.1.running_mean"] == nil ? .group : .batch)
    try agree(settings, "policy.obs_encoder_group_norm", with: trunk.norm == .group)
    let maps = try TensorFacts.shape("\(module).pool.nets.weight", rank: 4, of: shapes)
    let layer = try TensorFacts.shape("\(module).nets.3.weight", rank: 2, of: shapes)
    for width in [maps[0], layer[0]] { try TensorFacts.checkWidth(width) }
    return Camera(
      name: key.name, height: key.shape[1], width: key.shape[2], crop: crop, trunk: trunk,
      head: .keypoints(
        Keypoints(
          pool: "\(module).pool", maps: "\(module).pool.nets", layer: "\(module).nets.3", count: maps[0],
          featureWidth: layer[0])))
  }

  private static func multiImageCamera(
    _ key: Key, _ shapes: [String: [Int]], _ settings: PolicySettings
  ) throws(CheckpointError) -> Camera {
    let place = "policy.obs_encoder"
    let size = try settings.integers(["\(place).resize_shape"])
    guard size == nil || size == Array(key.shape[1...]) else {
      throw .policy(
        .unsupported(
          path: "\(place).resize_shape", value: (size ?? []).map(String.init).joined(separator: ", "),
          expected: "null or the images' own size: resizing differs between versions of the trainer's library"))
    }
    // Without a random crop in training the trainer's code loses the crop altogether.
    let isCropped = try settings.boolean("\(place).random_crop") ?? true
    let crop = try crop(
      key, isCropped ? settings.integers(["\(place).crop_shape"]) : nil, at: "\(place).crop_shape")
    let isShared = try settings.boolean("\(place).share_rgb_model") ?? false
    let module = ImageEncoderKind.multiImagePrefix + (isShared ? "rgb" : key.name)
    let trunk = ResNet18(
      prefix: "\(module).", isNumbered: false, channels: key.shape[0],
      norm: shapes["\(module).bn1.running_mean"] == nil ? .group : .batch)
    // A network that cameras share keeps its batch norms whatever the flag says.
    if !isShared { try agree(settings, "\(place).use_group_norm", with: trunk.norm == .group) }
    return Camera(
      name: key.name, height: key.shape[1], width: key.shape[2], crop: crop,
      standardizes: try settings.boolean("\(place).imagenet_norm") ?? false, trunk: trunk, head: .average)
  }

  private static func agree(_ settings: PolicySettings, _ path: String, with found: Bool) throws(CheckpointError) {
    try settings.agree(path, with: [found ? 1 : 0]) { () throws(CheckpointError) in
      try settings.boolean(path).map { [$0 ? 1 : 0] }
    }
  }
}

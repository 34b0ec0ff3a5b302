import EdgeRuntime

extension SyntheticPreset {
  /// What a preset on images looks like.
  var onImages: PolicyDescription {
    let isPushT = self == .lerobotPushT
    var policy = PolicyDescription(
      family: imageFamily, horizon: 16, observationSteps: 2, actionSteps: 8, actionWidth: isPushT ? 2 : 10,
      encoder: .images(ImageEncoder(parts: isPushT ? Self.pushT : squared)), downDims: [512, 1024, 2048],
      inferenceSteps: isPushT ? 100 : self == .squareDDIM ? 10 : 1)
    if self == .squareDDIM {
      policy.scheduler = SchedulerDescription(.ddim)
      policy.scheduler.prediction = .epsilon
    }
    if self == .squareEDM {
      policy.scheduler = SchedulerDescription(.edm)
      policy.scheduler.karras.bins = 10
    }
    return policy
  }

  private var imageFamily: Family {
    switch self {
    case .lerobotPushT: .lerobot
    case .cpStudent, .squareEDM: .consistencyPolicy
    case .squareDDIM: .diffusionPolicy
    default: .sdm
    }
  }

  /// Square's observations, in the order of each trainer's configuration.
  private var squared: [ImageEncoder.Part] {
    let (scene, hand) = ("agentview_image", "robot0_eye_in_hand_image")
    let (position, rotation, gripper) = ("robot0_eef_pos", "robot0_eef_quat", "robot0_gripper_qpos")
    func vectors(_ names: [(String, Int)]) -> [ImageEncoder.Part] { names.map { .vector($0.0, width: $0.1) } }
    return imageFamily == .consistencyPolicy
      ? [.camera(Self.square(scene))] + vectors([(position, 3), (rotation, 4)]) + [.camera(Self.square(hand))]
        + vectors([(gripper, 2)])
      : [scene, hand].map { .camera(Self.square($0)) } + vectors([(position, 3), (rotation, 4), (gripper, 2)])
  }

  private static func square(_ name: String) -> Camera {
    let module = ImageEncoderKind.robomimicPrefix + name
    return Camera(
      name: name, height: 84, width: 84, crop: Camera.Crop(middleOf: 84, 84, height: 76, width: 76),
      trunk: ResNet18(prefix: "\(module).backbone.nets.", isNumbered: true),
      head: .keypoints(Keypoints(pool: "\(module).pool", maps: "\(module).pool.nets", layer: "\(module).nets.3")))
  }

  private static let pushT: [ImageEncoder.Part] = {
    let module = "diffusion.rgb_encoder"
    let camera = Camera(
      name: "observation.image", height: 96, width: 96, crop: Camera.Crop(middleOf: 96, 96, height: 84, width: 84),
      trunk: ResNet18(prefix: "\(module).backbone.", isNumbered: true),
      head: .keypoints(
        Keypoints(
          pool: "\(module).pool", maps: "\(module).pool.nets", layer: "\(module).out", hasTemperature: false,
          module: module)))
    return [.vector(LeRobotFeatures.stateName, width: 2), .camera(camera)]
  }()
}

import EdgeRuntime

@testable import Exporter

extension MiniatureConfiguration {
  /// A LeRobot policy with a camera of 12 by 14 pixels, of which 10 by 12 are seen, and a state.
  static let lerobot: PolicyDescription = {
    var policy = MiniatureConfiguration.policy
    let module = "diffusion.rgb_encoder"
    let camera = Camera(
      name: "observation.image", height: 12, width: 14, crop: Camera.Crop(middleOf: 12, 14, height: 10, width: 12),
      trunk: ResNet18(prefix: "\(module).backbone.", isNumbered: true),
      head: .keypoints(
        Keypoints(
          pool: "\(module).pool", maps: "\(module).pool.nets", layer: "\(module).out", hasTemperature: false,
          module: module)))
    policy.family = .lerobot
    policy.encoder = .images(ImageEncoder(parts: [.vector("observation.state", width: 9), .camera(camera)]))
    return policy
  }()

  /// Its configuration, as a folder's is read.
  static let lerobotRoot: ConfigurationNode = {
    func feature(_ type: String, _ shape: Int...) -> ConfigurationNode {
      dictionary([("type", .string(type)), ("shape", .list(shape.map { .integer($0) }))])
    }
    let inputs = dictionary([
      ("observation.image", feature("VISUAL", 3, 12, 14)), ("observation.state", feature("STATE", 9)),
    ])
    let modes = dictionary([
      ("VISUAL", .string("MEAN_STD")), ("STATE", .string("MIN_MAX")), ("ACTION", .string("MIN_MAX")),
    ])
    return dictionary([
      (
        "policy",
        dictionary([
          ("type", .string("diffusion")), ("horizon", .integer(8)), ("n_obs_steps", .integer(2)),
          ("n_action_steps", .integer(4)), ("input_features", inputs),
          ("output_features", dictionary([("action", feature("ACTION", 4))])), ("normalization_mapping", modes),
          ("crop_shape", .list([.integer(10), .integer(12)])), ("crop_ratio", .real(1)), ("n_groups", .integer(8)),
          ("noise_scheduler_type", .string("DDPM")), ("num_train_timesteps", .integer(20)),
          ("beta_schedule", .string("linear")), ("beta_start", .real(0.0001)), ("beta_end", .real(0.02)),
          ("prediction_type", .string("epsilon")),
        ])
      )
    ])
  }()
}

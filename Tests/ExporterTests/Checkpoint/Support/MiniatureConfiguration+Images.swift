import EdgeRuntime

@testable import Exporter

extension MiniatureConfiguration {
  /// A camera of 12 by 14 pixels called "image", of which 10 by 12 are seen, and a vector beside it.
  private static func images(trunk: ResNet18, head: Camera.Head) -> PolicyDescription {
    var policy = MiniatureConfiguration.policy
    let crop = Camera.Crop(middleOf: 12, 14, height: 10, width: 12)
    let camera = Camera(name: "image", height: 12, width: 14, crop: crop, trunk: trunk, head: head)
    policy.family = .diffusionPolicy
    policy.encoder = .images(ImageEncoder(parts: [.camera(camera), .vector("agent_pos", width: 9)]))
    return policy
  }

  /// A policy with robomimic's encoder.
  static let hybrid: PolicyDescription = {
    let module = "obs_encoder.obs_nets.image"
    return images(
      trunk: ResNet18(prefix: "\(module).backbone.nets.", isNumbered: true),
      head: .keypoints(
        Keypoints(pool: "\(module).pool", maps: "\(module).pool.nets", layer: "\(module).nets.3")))
  }()

  /// A teacher of Consistency Policy.
  static let teacher: PolicyDescription = {
    var policy = hybrid
    policy.family = .consistencyPolicy
    policy.scheduler = SchedulerDescription(.edm)
    return policy
  }()

  /// Its scheduler.
  static let karras = dictionary([
    ("_target_", .string("consistency_policy.diffusion.Karras_Scheduler")), ("bins", .integer(4)),
  ])

  /// A policy with the multi-image encoder.
  static let multiImage = images(
    trunk: ResNet18(prefix: "obs_encoder.key_model_map.image.", isNumbered: false), head: .average)

  /// The configuration of one of the two.
  static func imageRoot(isHybrid: Bool, scheduler: ConfigurationNode = scheduler("DDIM")) -> ConfigurationNode {
    let crop = ("crop_shape", ConfigurationNode.list([.integer(10), .integer(12)]))
    let camera = dictionary([
      ("shape", .list([.integer(3), .integer(12), .integer(14)])), ("type", .string("rgb")),
    ])
    let observations = dictionary([("image", camera), ("agent_pos", shape(9))])
    let encoder: [(String, ConfigurationNode)] =
      isHybrid
      ? [crop, ("eval_fixed_crop", .boolean(true)), ("obs_encoder_group_norm", .boolean(true))]
      : [("obs_encoder", dictionary([crop, ("random_crop", .boolean(true)), ("use_group_norm", .boolean(true))]))]
    return dictionary([
      (
        "policy",
        dictionary(
          encoder + [
            ("horizon", .integer(8)), ("n_obs_steps", .integer(2)), ("n_action_steps", .integer(4)),
            ("noise_scheduler", scheduler), ("num_inference_steps", .integer(4)), ("n_groups", .integer(8)),
            ("shape_meta", .string("${task.shape_meta}")),
          ])
      ),
      ("task", dictionary([("shape_meta", dictionary([("obs", observations), ("action", shape(4))]))])),
    ])
  }
}

import EdgeRuntime

@testable import Exporter

/// A trainer's configuration of a small policy, and the shapes of its tensors.
enum MiniatureConfiguration {
  static let policy = PolicyDescription(
    family: .dp3, horizon: 8, observationSteps: 2, actionSteps: 4, actionWidth: 4,
    encoder: .pointCloud(PointCloudEncoder(stateWidth: 9, pointCount: 16)), downDims: [8, 16], stepEmbeddingWidth: 16)

  /// Such a policy with iDP3's encoder.
  static let stages: PolicyDescription = {
    var policy = MiniatureConfiguration.policy
    policy.family = .idp3
    policy.cloud.extractor = .multiStage(MultiStagePointNet(stageCount: 2, hiddenWidth: 16, featureWidth: 8))
    return policy
  }()

  /// Such a policy on vectors.
  static let vectors: PolicyDescription = {
    var policy = MiniatureConfiguration.policy
    (policy.family, policy.encoder) = (.diffusionPolicy, .lowDim(LowDimEncoder(width: 9)))
    return policy
  }()

  /// A family's policy.
  static func description(of family: Family) -> PolicyDescription {
    var policy =
      switch family {
      case .sdm, .manicm, .dp3, .simpleDP3, .flowPolicy: policy
      case .idp3: stages
      case .diffusionPolicy: vectors
      case .consistencyPolicy: teacher
      case .lerobot: lerobot
      }
    policy.family = family
    return policy
  }

  /// The shapes of the tensors of a family's policy.
  static func shapes(of family: Family) -> [String: [Int]] { shapes(of: description(of: family)) }

  static func root(family: Family) -> ConfigurationNode {
    if family == .lerobot { return lerobotRoot }
    if family == .consistencyPolicy { return imageRoot(isHybrid: true, scheduler: karras) }
    var entries: [(String, ConfigurationNode)] = [
      ("horizon", .integer(8)), ("n_obs_steps", .integer(2)), ("n_action_steps", .integer(4)),
    ]
    switch family {
    case .flowPolicy: entries.append(("Conditional_ConsistencyFM", dictionary([("eps", .real(0.01))])))
    case .sdm, .manicm: entries += [("scheduler", scheduler("LCM")), ("num_inference_timesteps", .integer(1))]
    case .dp3, .simpleDP3, .idp3, .diffusionPolicy, .consistencyPolicy, .lerobot:
      entries += [("noise_scheduler", scheduler("DDIM")), ("num_inference_steps", .integer(4))]
    }
    guard family != .diffusionPolicy else {
      entries += [("model", dictionary([("n_groups", .integer(8))])), ("oa_step_convention", .boolean(true))]
      return dictionary([("policy", dictionary(entries))])
    }
    let points = family == .idp3 ? [("num_points", ConfigurationNode.integer(16))] : []
    entries += [
      ("n_groups", .integer(8)), ("shape_meta", .string("${task.shape_meta}")),
      ("pointcloud_encoder_cfg", dictionary([("use_layernorm", .boolean(true))] + points)),
    ]
    let observations = dictionary([("point_cloud", shape(16, 3)), ("agent_pos", shape(9)), ("image", shape(3, 84, 84))])
    return dictionary([
      ("policy", dictionary(entries)),
      ("task", dictionary([("shape_meta", dictionary([("obs", observations), ("action", shape(4))]))])),
    ])
  }

  static func scheduler(_ name: String) -> ConfigurationNode {
    dictionary([
      ("_target_", .string("diffusers.\(name)Scheduler")), ("num_train_timesteps", .integer(100)),
      ("beta_start", .real(0.0001)), ("beta_end", .real(0.02)), ("beta_schedule", .string("linear")),
      ("prediction_type", .string("sample")),
    ])
  }

  static func shape(_ extents: Int...) -> ConfigurationNode {
    dictionary([("shape", .list(extents.map { .integer($0) }))])
  }

  static let shapes = shapes(of: policy)

  /// The shapes of a network's tensors and of its normaliser's.
  static func shapes(of policy: PolicyDescription) -> [String: [Int]] {
    var shapes: [String: [Int]] = [:]
    for tensor in PolicyTensors(of: policy).expected { shapes[tensor.name] = tensor.shape }
    for field in PolicyTensors.fields(of: policy) {
      for part in ["scale", "offset"] { shapes["normalizer.params_dict.\(field.name).\(part)"] = [field.widths[0]] }
    }
    return shapes
  }

  static func dictionary(_ entries: [(String, ConfigurationNode)]) -> ConfigurationNode {
    .dictionary(entries.map { ConfigurationNode.Entry(key: $0.0, value: $0.1) })
  }
}

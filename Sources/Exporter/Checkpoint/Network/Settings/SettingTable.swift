/// Every key of a trainer's configuration that edge knows; what is not here is named in a warning.
///
/// `docs/exporting.md` prints these tables, and a test walks them.
public struct SettingTable: Sendable {
  /// Where in the configuration its keys stand.
  public let place: String
  /// The keys.
  public let settings: [Setting]

  /// All tables.
  public static let all = [policy, flow, ddim, ddpm, lcm, shapes]

  /// The table of a scheduler's class.
  static func of(_ method: SchedulerDescription.Method) -> SettingTable {
    switch method {
    case .ddim: ddim
    case .ddpm: ddpm
    case .lcm: lcm
    case .euler: flow
    }
  }

  private static let yes: Setting.Fate = .required([.boolean(true)])
  private static let no: Setting.Fate = .required([.boolean(false), .null])

  /// The policy's own.
  public static let policy = SettingTable(
    place: "policy",
    settings: [
      Setting("_target_", .honoured, "the class tells the family"),
      Setting("horizon", .honoured, "T"),
      Setting("n_obs_steps", .honoured, "To; the tensors tell it too"),
      Setting("n_action_steps", .honoured, "Ta"),
      Setting("num_inference_steps", .honoured, "network calls of DDIM and DDPM"),
      Setting("num_inference_timesteps", .honoured, "network calls of LCM"),
      Setting("eta", .honoured, "DDIM: the share of noise; handed to the scheduler's step"),
      Setting("use_clipped_model_output", .honoured, "DDIM; handed to the scheduler's step"),
      Setting("down_dims", .honoured, "must agree with the tensors"),
      Setting("kernel_size", .honoured, "must agree with the tensors"),
      Setting("n_groups", .honoured, "groups of the norms"),
      Setting("diffusion_step_embed_dim", .honoured, "must agree with the tensors"),
      Setting("encoder_output_dim", .honoured, "must agree with the tensors"),
      Setting("use_pc_color", .honoured, "must agree with the tensors"),
      Setting("condition_type", .required([.string("film")]), "how blocks are conditioned"),
      Setting("pointnet_type", .required([.string("pointnet"), .string("mlp")]), "the point encoder"),
      Setting("obs_as_global_cond", yes, "else actions are in-painted"),
      Setting("use_down_condition", yes, "which blocks are conditioned"),
      Setting("use_mid_condition", yes, "which blocks are conditioned"),
      Setting("use_up_condition", yes, "which blocks are conditioned"),
      Setting("obs_as_local_cond", no, "another network"),
      Setting("pred_action_steps_only", no, "other rows are returned"),
      Setting("oa_step_convention", yes, "which rows are returned"),
      Setting("use_consistency_model", .harmless, "`--sampler` says which of the two schedulers samples"),
      Setting("use_point_crop", .harmless, "the trainers' code never reads it"),
      Setting("crop_shape", .harmless, "of images; clouds are not cropped"),
      Setting("noise_scheduler", .table, "the scheduler of DDIM and DDPM"),
      Setting("scheduler", .table, "the scheduler of LCM"),
      Setting("Conditional_ConsistencyFM", .table, "FlowPolicy's flow"),
      Setting("shape_meta", .table, "observations and actions"),
      Setting("pointcloud_encoder_cfg", .section, "the point encoder"),
      Setting("pointcloud_encoder_cfg.out_channels", .honoured, "must agree with the tensors"),
      Setting("pointcloud_encoder_cfg.use_layernorm", .honoured, "must agree with the tensors"),
      Setting("pointcloud_encoder_cfg.final_norm", .honoured, "must agree with the tensors"),
      Setting("pointcloud_encoder_cfg.use_projection", yes, "else the encoder ends in its maximum"),
      Setting("pointcloud_encoder_cfg.in_channels", .harmless, "the trainers' code takes it from `use_pc_color`"),
      Setting("pointcloud_encoder_cfg.normal_channel", .harmless, "the trainers' code never reads it"),
    ])

  /// FlowPolicy's flow.
  public static let flow = SettingTable(
    place: "policy.Conditional_ConsistencyFM",
    settings: [
      Setting("num_inference_step", .honoured, "Euler steps"),
      Setting("eps", .honoured, "the time the flow starts at"),
      Setting("num_segments", .harmless, "of training"),
      Setting("boundary", .harmless, "of training"),
      Setting("delta", .harmless, "of training"),
      Setting("alpha", .harmless, "of training"),
    ])

  /// What the shapes of observations and actions are told by.
  public static let shapes = SettingTable(
    place: "shape_meta",
    settings: [
      Setting("action", .section, "the action"),
      Setting("action.shape", .honoured, "its columns, as many as the product of the extents"),
      Setting("obs", .section, "the observations"),
      Setting("obs.point_cloud", .section, "the cloud"),
      Setting("obs.point_cloud.shape", .honoured, "points and columns"),
      Setting("obs.point_cloud.type", .harmless, "the network reads it by name"),
      Setting("obs.imagin_robot", .section, "the imagined robot"),
      Setting("obs.imagin_robot.shape", .honoured, "points and columns"),
      Setting("obs.imagin_robot.type", .harmless, "the network reads it by name"),
      Setting("obs.agent_pos", .section, "the joint state"),
      Setting("obs.agent_pos.shape", .honoured, "its columns"),
      Setting("obs.agent_pos.type", .harmless, "the network reads it by name"),
      Setting("obs.*", .harmless, "other observations: these networks read none"),
    ])
}

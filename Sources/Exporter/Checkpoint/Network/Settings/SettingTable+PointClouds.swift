extension SettingTable {
  /// The policy's own, of DP3, its students and FlowPolicy.
  public static let policy = SettingTable(
    place: "policy",
    settings: network + [
      Setting("num_inference_timesteps", .honoured, "network calls of LCM"),
      Setting("encoder_output_dim", .honoured, "must agree with the tensors"),
      Setting("pointnet_type", .required([.string("pointnet"), .string("mlp")]), "the point encoder"),
      Setting("obs_as_local_cond", no, "another network"),
      Setting("pred_action_steps_only", no, "other rows are returned"),
      Setting("oa_step_convention", yes, "which rows are returned"),
      Setting("use_consistency_model", .harmless, "`--sampler` says which of the two schedulers samples"),
      Setting("scheduler", .table, "the scheduler of LCM"),
      Setting("Conditional_ConsistencyFM", .table, "FlowPolicy's flow"),
      Setting("pointcloud_encoder_cfg.use_layernorm", .honoured, "must agree with the tensors"),
      Setting("pointcloud_encoder_cfg.final_norm", .honoured, "must agree with the tensors"),
      Setting("pointcloud_encoder_cfg.use_projection", yes, "else the encoder ends in its maximum"),
    ])

  /// The policy's own, of iDP3.
  public static let idp3 = SettingTable(
    place: "policy",
    settings: network + [
      Setting("pointnet_type", .required([.string("multi_stage_pointnet")]), "the point encoder"),
      Setting("use_image", no, "another encoder"),
      Setting("point_downsample", .honoured, "whether other numbers of points than `num_points` are drawn from"),
      Setting("pointcloud_encoder_cfg.num_points", .honoured, "the number of points that nothing is drawn from"),
      Setting("pointcloud_encoder_cfg.use_layernorm", .harmless, "the trainers' code never reads it"),
      Setting("pointcloud_encoder_cfg.final_norm", .harmless, "the trainers' code never reads it"),
    ])

  /// What all their policies have.
  private static let network =
    sampling + [
      Setting("condition_type", .required([.string("film")]), "how blocks are conditioned"),
      Setting("n_obs_steps", .honoured, "To; the tensors tell it too"),
      Setting("n_action_steps", .honoured, "Ta"),
      Setting("down_dims", .honoured, "must agree with the tensors"),
      Setting("kernel_size", .honoured, "must agree with the tensors"),
      Setting("n_groups", .honoured, "groups of the norms"),
      Setting("diffusion_step_embed_dim", .honoured, "must agree with the tensors"),
      Setting("use_pc_color", .honoured, "must agree with the tensors"),
      Setting("obs_as_global_cond", yes, "else actions are in-painted"),
      Setting("use_down_condition", yes, "which blocks are conditioned"),
      Setting("use_mid_condition", yes, "which blocks are conditioned"),
      Setting("use_up_condition", yes, "which blocks are conditioned"),
      Setting("use_point_crop", .harmless, "the trainers' code never reads it"),
      Setting("shape_meta", .table, "observations and actions"),
      Setting("pointcloud_encoder_cfg", .section, "the point encoder"),
      Setting("pointcloud_encoder_cfg.out_channels", .honoured, "must agree with the tensors"),
      Setting("pointcloud_encoder_cfg.in_channels", .harmless, "the trainers' code takes it from `use_pc_color`"),
      Setting("pointcloud_encoder_cfg.normal_channel", .harmless, "the trainers' code never reads it"),
      Setting("crop_shape", .harmless, "of images; clouds are not cropped"),
    ]
}

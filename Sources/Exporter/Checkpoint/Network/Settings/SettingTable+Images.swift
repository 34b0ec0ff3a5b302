extension SettingTable {
  /// The policy's own, of Diffusion Policy on images with robomimic's encoder, and of its students.
  public static let hybrid = SettingTable(
    place: "policy",
    settings: sampling + images + robomimic + [
      Setting("scheduler", .table, "the scheduler of LCM"),
      Setting("num_inference_timesteps", .honoured, "network calls of LCM"),
      Setting("use_consistency_model", .harmless, "true tells a student of SDM; `--sampler` says what samples"),
    ], hasImages: true)

  /// The policy's own, of Diffusion Policy on images with the multi-image encoder.
  public static let multiImage = SettingTable(
    place: "policy",
    settings: sampling + images + [
      Setting("obs_encoder", .section, "the encoder"),
      Setting("obs_encoder._target_", .required([.string(multiImageEncoder), .null]), "the encoder"),
      Setting("obs_encoder.shape_meta", .table, "observations and actions"),
      Setting("obs_encoder.rgb_model", .harmless, "the tensors tell it"),
      Setting("obs_encoder.resize_shape", .honoured, "the images' own size, or null"),
      Setting("obs_encoder.crop_shape", .honoured, "the middle of each image is cut out, if `random_crop`"),
      Setting("obs_encoder.random_crop", .honoured, "without it the trainer's code does not crop at all"),
      Setting("obs_encoder.use_group_norm", .honoured, "must agree with the tensors where each camera has a network"),
      Setting("obs_encoder.share_rgb_model", .honoured, "one network for all cameras"),
      Setting("obs_encoder.imagenet_norm", .honoured, "ImageNet's mean and deviation, after the normaliser"),
    ], hasImages: true)

  private static let multiImageEncoder = "diffusion_policy.model.vision.multi_image_obs_encoder.MultiImageObsEncoder"

  /// What policies with robomimic's encoder have.
  static let robomimic = [
    Setting("crop_shape", .honoured, "the middle of each image is cut out; null for all of it"),
    Setting("eval_fixed_crop", .honoured, "with a crop it must be true: else the trainer's code crops at random"),
    Setting("obs_encoder_group_norm", .honoured, "must agree with the tensors"),
  ]

  /// What all policies on images have.
  static let images =
    [
      Setting("n_obs_steps", .honoured, "To; the tensors tell it too"),
      Setting("n_action_steps", .honoured, "Ta"),
      Setting("shape_meta", .table, "observations and actions"),
      Setting("obs_as_global_cond", .honoured, "must agree with the tensors; without it features are in-painted"),
      Setting("down_dims", .honoured, "must agree with the tensors"),
      Setting("kernel_size", .honoured, "must agree with the tensors"),
      Setting("n_groups", .honoured, "groups of the norms"),
      Setting("diffusion_step_embed_dim", .honoured, "must agree with the tensors"),
      Setting("cond_predict_scale", .honoured, "must agree with the tensors"),
    ]

  /// What the shapes of observations and actions are told by, where cameras have any name.
  public static let imageShapes = SettingTable(
    place: "shape_meta",
    settings: [
      Setting("action", .section, "the action"),
      Setting("action.shape", .honoured, "its columns, as many as the product of the extents"),
      Setting("obs", .section, "the observations, in the order of the features"),
      Setting("obs.*", .section, "a camera or a vector"),
      Setting("obs.*.shape", .honoured, "channels, height and width, or columns"),
      Setting("obs.*.type", .honoured, "rgb, or low_dim where nothing is said"),
    ])
}

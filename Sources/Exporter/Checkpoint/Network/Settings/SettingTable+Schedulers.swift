extension SettingTable {
  /// diffusers' `DDIMScheduler`.
  public static let ddim = SettingTable(
    place: "policy.noise_scheduler",
    settings: diffusion + thresholding + [
      Setting("set_alpha_to_one", .honoured, "ᾱ before timestep 0")
    ])

  /// diffusers' `DDPMScheduler`.
  public static let ddpm = SettingTable(
    place: "policy.noise_scheduler",
    settings: diffusion + thresholding + [
      Setting("variance_type", .honoured, "fixed_small, fixed_small_log or fixed_large")
    ])

  /// diffusers' `LCMScheduler`.
  public static let lcm = SettingTable(
    place: "policy.scheduler",
    settings: schedule + thresholding + [
      Setting("original_inference_steps", .honoured, "the timesteps of distillation"),
      Setting("timestep_scaling", .honoured, "the boundary scalings"),
      Setting("set_alpha_to_one", .harmless, "no call of LCM looks before timestep 0"),
      Setting("steps_offset", .harmless, "LCM does not read it"),
      Setting("timestep_spacing", .harmless, "LCM does not read it"),
    ])

  private static let diffusion =
    schedule + [
      Setting("timestep_spacing", .honoured, "leading, trailing or linspace"),
      Setting("steps_offset", .honoured, "added to the timesteps of leading"),
    ]

  private static let schedule = [
    Setting("_target_", .honoured, "the class tells the sampler"),
    Setting("num_train_timesteps", .honoured, "timesteps of training"),
    Setting("beta_schedule", .honoured, "squaredcos_cap_v2, linear or scaled_linear"),
    Setting("beta_start", .honoured, "of linear and scaled_linear"),
    Setting("beta_end", .honoured, "of linear and scaled_linear"),
    Setting("trained_betas", .honoured, "in place of a schedule"),
    Setting("rescale_betas_zero_snr", .honoured, "the last ᾱ becomes 0"),
    Setting("prediction_type", .honoured, "sample, epsilon or v_prediction"),
    Setting("clip_sample", .honoured, "whether estimates are clipped"),
    Setting("clip_sample_range", .honoured, "to what"),
  ]

  private static let thresholding = [
    Setting("thresholding", .required([.boolean(false), .null]), "the bound of the clip would be found in every step"),
    Setting("dynamic_thresholding_ratio", .harmless, "of thresholding"),
    Setting("sample_max_value", .harmless, "of thresholding"),
  ]
}

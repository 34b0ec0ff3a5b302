extension SettingTable {
  /// The policy's own, of Diffusion Policy on vectors.
  public static let lowDim = SettingTable(
    place: "policy",
    settings: sampling + [
      Setting("n_obs_steps", .honoured, "To; the tensors tell it too where the condition is global"),
      Setting("n_action_steps", .honoured, "Ta; also T, if `pred_action_steps_only`"),
      Setting("obs_dim", .honoured, "columns of `obs`; must agree with the tensors"),
      Setting("action_dim", .honoured, "columns of an action; must agree with the tensors"),
      Setting("obs_as_global_cond", .honoured, "must agree with the tensors; without it and the next, in-painting"),
      Setting("obs_as_local_cond", .honoured, "must agree with the tensors"),
      Setting("pred_action_steps_only", .honoured, "only the actions that are returned are sampled"),
      Setting("oa_step_convention", .honoured, "rows from To − 1 on are returned, else from To on"),
      Setting("model", .section, "the network"),
      Setting("model._target_", .required([.string(lowDimNetwork), .null]), "the network"),
      Setting("model.input_dim", .honoured, "must agree with the tensors"),
      Setting("model.local_cond_dim", .harmless, "the tensors tell it"),
      Setting("model.global_cond_dim", .harmless, "the tensors tell it"),
      Setting("model.diffusion_step_embed_dim", .honoured, "must agree with the tensors"),
      Setting("model.down_dims", .honoured, "must agree with the tensors"),
      Setting("model.kernel_size", .honoured, "must agree with the tensors"),
      Setting("model.n_groups", .honoured, "groups of the norms"),
      Setting("model.cond_predict_scale", .honoured, "must agree with the tensors"),
    ])

  private static let lowDimNetwork = "diffusion_policy.model.diffusion.conditional_unet1d.ConditionalUnet1D"
}

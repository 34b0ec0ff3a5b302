extension SettingTable {
  /// The policy's own, of Consistency Policy's teachers and students.
  public static let consistency = SettingTable(
    place: "policy",
    settings: everyPolicy + images + robomimic + [
      Setting("noise_scheduler", .table, "the noise levels"),
      Setting("num_inference_steps", .harmless, "the trainers' code does not read it"),
      Setting("chaining_times", .harmless, "off until `--chain`; its tag says what the chain's numbers are"),
      Setting("use_kde", no, "many samples, and the likeliest of them"),
      Setting("kde_samples", .harmless, "of `use_kde`"),
      Setting("inference_mode", .harmless, "of training"),
      Setting("delta", .harmless, "of training"),
      Setting("dropout_rate", .harmless, "of training"),
      Setting("initial_ema_decay", .harmless, "of training"),
      Setting("special_skip", .harmless, "of training"),
      Setting("teacher_path", .harmless, "of training"),
      Setting("teacher_time_embed", .harmless, "of training"),
      Setting("edm", .harmless, "of training"),
      Setting("losses", .harmless, "of training"),
      Setting("ctm_sampler", .harmless, "of training"),
      Setting("dsm_weights", .harmless, "of training"),
    ], hasImages: true)

  /// Consistency Policy's `Karras_Scheduler` and `CTM_Scheduler`.
  public static let karras = SettingTable(
    place: "policy.noise_scheduler",
    settings: [
      Setting("_target_", .honoured, "the class tells a student's"),
      Setting("time_min", .honoured, "the lowest noise level"),
      Setting("time_max", .honoured, "the highest noise level"),
      Setting("rho", .honoured, "how close the levels between them lie"),
      Setting("bins", .honoured, "noise levels; `--bins` goes before it"),
      Setting("solver", .honoured, "a teacher's: euler, heun, third or fourth; `--solver` goes before it"),
      Setting("scaling", .honoured, "boundary or no_boundary"),
      Setting("data_std", .honoured, "of the scalings"),
      Setting("clamp", .harmless, "the policy clips whatever it says; `--no-clip` does not"),
      Setting("use_c_in", .harmless, "the trainers' code does not read it"),
      Setting("time_sampler", .harmless, "of training"),
      Setting("weighting", .harmless, "of training"),
      Setting("P_mean", .harmless, "of training"),
      Setting("P_std", .harmless, "of training"),
      Setting("beta", .harmless, "of training"),
      Setting("ode_steps_max", .harmless, "of training"),
      Setting("alpha", .harmless, "of a solver that draws noise, which is refused"),
      Setting("friction", .harmless, "of a solver that draws noise, which is refused"),
      Setting("name", .harmless, "a label"),
    ])
}

import EdgeRuntime

extension PolicyDescription {
  /// Reads how Diffusion Policy's network is conditioned and which rows it returns; the tensors were looked at.
  mutating func readConditioning(_ settings: PolicySettings, notes: inout PolicyNotes) throws(CheckpointError) {
    switch encoder {
    case .pointCloud:
      guard conditioning == .global, scalesChannels else {
        throw .policy(.encoderDiffers(family: family, evidence: "another conditioning"))
      }
    case .images:
      try agree(settings, "policy.obs_as_global_cond", with: conditioning == .global)
      try agree(settings, "policy.cond_predict_scale", with: scalesChannels)
      if family == .lerobot { try checkAction(settings) }
      guard ![.consistencyPolicy, .lerobot].contains(family) || conditioning == .global else {
        throw .policy(.unsupported(path: "policy.obs_as_global_cond", value: "false", expected: "true"))
      }
    case .lowDim: try readVectorConditioning(settings, notes: &notes)
    }
  }

  /// What LeRobot's configuration says of the action and of how blocks are modulated.
  private func checkAction(_ settings: PolicySettings) throws(CheckpointError) {
    try agree(settings, "policy.use_film_scale_modulation", with: scalesChannels)
    let outputs = try LeRobotFeatures(settings.root).outputs
    guard outputs.count == 1, outputs[0].name == "action", outputs[0].type == "ACTION" else {
      throw .policy(
        .unsupported(
          path: "output_features", value: outputs.map(\.name).joined(separator: ", "), expected: "one action"))
    }
    guard outputs[0].shape == [actionWidth] else {
      throw .policy(
        .contradiction(path: "output_features.action.shape", said: outputs[0].shape, found: [actionWidth], flag: nil))
    }
  }

  private mutating func readVectorConditioning(
    _ settings: PolicySettings, notes: inout PolicyNotes
  ) throws(CheckpointError) {
    try agree(settings, "policy.obs_as_global_cond", with: conditioning == .global)
    try agree(settings, "policy.obs_as_local_cond", with: conditioning == .local)
    try agree(settings, "policy.model.cond_predict_scale", with: scalesChannels)
    let path = "policy.pred_action_steps_only"
    if try settings.boolean(path) ?? false {
      guard conditioning == .global else {
        throw .policy(
          .unsupported(path: path, value: "true", expected: "false where observations are no global condition"))
      }
      (horizon, firstReturned) = (actionSteps, .first)
    } else if settings.root == nil {
      notes.assumptions.append("actions from row To − 1 on (oa_step_convention)")
    } else if try !(settings.boolean("policy.oa_step_convention") ?? false) {
      // The trainers' class has this default, their configurations the other.
      firstReturned = .afterObserved
    }
  }

  private func agree(_ settings: PolicySettings, _ path: String, with found: Bool) throws(CheckpointError) {
    try settings.agree(path, with: [found ? 1 : 0]) { () throws(CheckpointError) in
      try settings.boolean(path).map { [$0 ? 1 : 0] }
    }
  }
}

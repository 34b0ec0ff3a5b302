extension PolicyTensors {
  /// Compares a state dict's tensors with the network's and the normaliser's.
  static func check(_ shapes: [String: [Int]], of policy: PolicyDescription) throws(CheckpointError) {
    let network = PolicyTensors(of: policy)
    var known: Set<String> = []
    var missing: [String] = []
    for tensor in network.expected {
      known.insert(tensor.name)
      guard let found = shapes[tensor.name] else {
        missing.append(tensor.name)
        continue
      }
      guard found == tensor.shape else {
        throw .policy(.shapeDiffers(name: tensor.name, expected: tensor.shape, found: found))
      }
    }
    // LeRobot's statistics are looked at where they are read.
    for field in policy.family == .lerobot ? [] : fields(of: policy) {
      let prefix = "normalizer.params_dict.\(field.name)."
      let scale = shapes[prefix + "scale"]
      for name in [prefix + "scale", prefix + "offset"] {
        guard let found = shapes[name] else {
          missing.append(name)
          continue
        }
        // One number serves every column.
        guard found.count <= 1, found.first ?? 1 == 1 || field.widths.contains(found[0]) else {
          throw .policy(.shapeDiffers(name: name, expected: [field.widths[0]], found: found))
        }
        if let scale, found != scale {
          throw .policy(.shapeDiffers(name: name, expected: scale, found: found))
        }
      }
    }
    guard missing.isEmpty else { throw .policy(.missingTensors(shortened(missing))) }
    for alias in policy.policyEncoder.aliases(among: Array(shapes.keys)) where known.contains(alias.original) {
      guard shapes[alias.name] == shapes[alias.original] else {
        throw .policy(
          .shapeDiffers(
            name: alias.name, expected: shapes[alias.original] ?? [], found: shapes[alias.name] ?? []))
      }
      known.insert(alias.name)
    }
    let unexpected = shapes.keys.filter { !known.contains($0) && !isIgnored($0) }.sorted()
    guard unexpected.isEmpty else { throw .policy(.unexpectedTensors(shortened(unexpected))) }
  }

  /// One name more than a message lists, so that it can say that there are more.
  private static func shortened(_ names: [String]) -> [String] {
    Array(names.prefix(CheckpointLimits.listedNameCount + 1))
  }

  /// The normaliser's fields that are read and the widths that they may have, first that of the columns read.
  static func fields(of policy: PolicyDescription) -> [(name: String, widths: [Int])] {
    [("action", [policy.actionWidth])] + policy.policyEncoder.normalizerFields
  }

  /// Tensors that trainers keep beside the network and never use for inference.
  static func isIgnored(_ name: String) -> Bool {
    // Of the normaliser, the fields that are read were looked at; others are of observations that the network does not
    // read, or statistics.
    let prefixes =
      ["normalizer.params_dict.", "model.var_est.", "model_ema.", "teacher."]
      + (["normalize_inputs", "normalize_targets", "unnormalize_outputs"].map { "\($0).buffer_" })
    // The places of a softmax's pixels follow from its size, and a count of batches is of training.
    let suffixes = ["._dummy_variable", ".pos_x", ".pos_y", ".pos_grid", ".num_batches_tracked"]
    return name == "_dummy_variable" || suffixes.contains(where: name.hasSuffix)
      || prefixes.contains(where: name.hasPrefix)
  }
}

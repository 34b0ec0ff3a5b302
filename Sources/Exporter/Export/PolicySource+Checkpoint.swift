import EdgeRuntime

extension PolicySource {
  /// Reads a policy from a checkpoint: only the tensors of the chosen state dict that the network needs.
  ///
  /// - Parameters:
  ///   - checkpoint: An opened checkpoint.
  ///   - family: The method; students cannot be told from their teachers by the file.
  ///   - stateDict: The weights to take.
  ///   - overrides: What the user says where the configuration is silent.
  ///   - progress: Told the tensors read so far and in all.
  public init(
    checkpoint: Checkpoint, family: Family, stateDict: String, overrides: PolicyOverrides = PolicyOverrides(),
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(CheckpointError) {
    let shapes = try checkpoint.shapes(in: stateDict)
    var notes = PolicyNotes()
    let description = try PolicyDescription(
      configuration: checkpoint.configuration, changes: checkpoint.changes, family: family, overrides: overrides,
      shapes: shapes, notes: &notes)
    let encoder = description.policyEncoder
    let aliases = encoder.aliases(among: shapes.keys.filter { !PolicyTensors.isIgnored($0) }.sorted())
    let others = Set(aliases.map(\.name))
    let names = shapes.keys.filter {
      !PolicyTensors.isIgnored($0) && !$0.hasPrefix("normalizer.") && !others.contains($0)
    }.sorted()
    var tensors: [String: Tensor] = [:]
    for (index, name) in names.enumerated() {
      tensors[name] = try checkpoint.tensor(name, in: stateDict)
      progress(index + 1, names.count)
    }
    for alias in aliases {
      guard try checkpoint.tensor(alias.name, in: stateDict) == tensors[alias.original] else {
        throw .policy(.aliasDiffers(name: alias.name, original: alias.original))
      }
    }
    try encoder.check(tensors)
    var normalizers: [String: FieldNormalizer] = [:]
    for field in PolicyTensors.fields(of: description) {
      normalizers[field.name] =
        family == .lerobot
        ? try checkpoint.lerobotNormalizer(of: field.name, columns: field.widths[0], in: stateDict)
        : try checkpoint.normalizer(of: field.name, in: stateDict)
    }
    let task = try? checkpoint.configuration?.value(at: "task.name")
    var name = family.name
    if case .string(let text)? = task { name = MetadataText.cleaned(text) }
    let stored = shapes.filter {
      !$0.key.hasPrefix("normalizer.") && !$0.key.hasSuffix("_dummy_variable") && !others.contains($0.key)
    }
    self.init(
      description: description, name: name,
      storedParameters: stored.values.reduce(0) { $0 + $1.reduce(1, *) },
      provenance: [Provenance.Entry(key: "weights", value: stateDict)]
        + checkpoint.changes.map { Provenance.Entry(key: "set", value: MetadataText.cleaned("\($0)")) }
        + notes.assumptions.map { Provenance.Entry(key: "assumed", value: $0) }, notes: notes,
      parameters: PolicyParameters(tensors: tensors, normalizers: normalizers))
  }

  /// The last part of a path: the rest tells of the machine, not of the policy.
  public static func fileName(of path: String) -> String {
    MetadataText.cleaned(String(path.split(separator: "/").last ?? ""))
  }
}

extension Checkpoint {
  /// Whether the trainer evaluates with a moving average: `training.use_ema`, or nil where it does not say.
  ///
  /// A consistency trajectory student keeps its average inside of its own weights, and never evaluates with it.
  public var usesEMA: Bool? {
    if case .string(let target)? = try? configuration?.value(at: "policy._target_"),
      target.split(separator: ".").last?.hasPrefix("CTM") ?? false
    {
      return nil
    }
    guard case .boolean(let value)? = try? configuration?.value(at: "training.use_ema") else { return nil }
    return value
  }
}

import EdgeRuntime

/// A trained policy on its way into a file: its network, its weights and where they came from.
public struct PolicySource {
  /// What the network looks like.
  public let description: PolicyDescription
  /// The task or run, for people.
  public let name: String
  /// Parameters that the checkpoint holds for this network, those no step reads included.
  public let storedParameters: Int
  /// Facts for the file's provenance.
  public var provenance: [Provenance.Entry]
  /// What reading it found worth telling.
  public let notes: PolicyNotes
  /// The complete state dict: parameters and normalisers, shapes checked.
  let tensors: [String: Tensor]

  init(
    description: PolicyDescription, name: String, storedParameters: Int, provenance: [Provenance.Entry],
    notes: PolicyNotes = PolicyNotes(), tensors: [String: Tensor]
  ) {
    self.description = description
    self.name = name
    self.storedParameters = storedParameters
    self.provenance = provenance
    self.notes = notes
    self.tensors = tensors
  }

  /// A preset with seeded random weights.
  public init(synthesizing preset: SyntheticPreset, seed: UInt64) {
    let tensors = SyntheticWeights.tensors(of: preset.description, seed: seed)
    self.init(
      description: preset.description, name: preset.rawValue,
      storedParameters: tensors.reduce(0) { $0 + ($1.key.hasPrefix("normalizer.") ? 0 : $1.value.values.count) },
      provenance: [
        Provenance.Entry(key: "source", value: "synthetic preset \(preset.rawValue), random weights"),
        Provenance.Entry(key: "seed", value: "\(seed)"),
      ], tensors: tensors)
  }

  /// What the columns of an observation were in training, where the normaliser kept it; else empty.
  ///
  /// One number for all columns is a place holder of a normaliser that changes nothing.
  private func ranges(_ key: String, columns: Int) -> [ClosedRange<Float>] {
    let prefix = "normalizer.params_dict.\(key).input_stats."
    guard let least = tensors[prefix + "min"]?.values, let greatest = tensors[prefix + "max"]?.values,
      least.count == greatest.count, least.count >= columns, least.count > 1 || columns == 1,
      zip(least, greatest).allSatisfy({ $0 <= $1 })
    else { return [] }
    return (0..<columns).map { least[$0]...greatest[$0] }
  }

  /// What the policy reads, as the file's metadata tells it.
  var observations: [PolicyMetadata.ObservationKey] {
    let frames = description.observationSteps
    var keys = [
      PolicyMetadata.ObservationKey(
        name: "point_cloud", unit: description.pointColumns == 6 ? "x y z (m), r g b as trained" : "x y z (m)",
        frames: frames, rows: description.pointCount, columns: description.pointColumns,
        ranges: ranges("point_cloud", columns: description.pointColumns))
    ]
    if description.robotPointCount > 0 {
      keys.append(
        PolicyMetadata.ObservationKey(
          name: "imagin_robot", unit: "as point_cloud", frames: frames, rows: description.robotPointCount,
          columns: description.pointColumns, ranges: ranges("imagin_robot", columns: description.pointColumns)))
    }
    keys.append(
      PolicyMetadata.ObservationKey(
        name: "agent_pos", unit: "state as trained", frames: frames, rows: 1, columns: description.stateWidth,
        ranges: ranges("agent_pos", columns: description.stateWidth)))
    return keys
  }
}

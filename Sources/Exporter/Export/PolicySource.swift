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
  /// The network's tensors and the normalisers, shapes checked.
  let parameters: PolicyParameters

  init(
    description: PolicyDescription, name: String, storedParameters: Int, provenance: [Provenance.Entry],
    notes: PolicyNotes = PolicyNotes(), parameters: PolicyParameters
  ) {
    self.description = description
    self.name = name
    self.storedParameters = storedParameters
    self.provenance = provenance
    self.notes = notes
    self.parameters = parameters
  }

  /// A preset with seeded random weights.
  public init(synthesizing preset: SyntheticPreset, seed: UInt64) {
    let parameters = SyntheticWeights.parameters(of: preset.description, seed: seed)
    self.init(
      description: preset.description, name: preset.rawValue,
      storedParameters: parameters.tensors.values.reduce(0) { $0 + $1.values.count },
      provenance: [
        Provenance.Entry(key: "source", value: "synthetic preset \(preset.rawValue), random weights"),
        Provenance.Entry(key: "seed", value: "\(seed)"),
      ], parameters: parameters)
  }

  /// What the policy reads, as the file's metadata tells it.
  var observations: [PolicyMetadata.ObservationKey] {
    let frames = description.observationSteps
    var keys = [
      PolicyMetadata.ObservationKey(
        name: "point_cloud", unit: description.pointColumns == 6 ? "x y z (m), r g b as trained" : "x y z (m)",
        frames: frames, rows: description.pointCount, columns: description.pointColumns,
        ranges: parameters.normalizer("point_cloud").ranges(columns: description.pointColumns))
    ]
    if description.robotPointCount > 0 {
      keys.append(
        PolicyMetadata.ObservationKey(
          name: "imagin_robot", unit: "as point_cloud", frames: frames, rows: description.robotPointCount,
          columns: description.pointColumns,
          ranges: parameters.normalizer("imagin_robot").ranges(columns: description.pointColumns)))
    }
    keys.append(
      PolicyMetadata.ObservationKey(
        name: "agent_pos", unit: "state as trained", frames: frames, rows: 1, columns: description.stateWidth,
        ranges: parameters.normalizer("agent_pos").ranges(columns: description.stateWidth)))
    return keys
  }
}

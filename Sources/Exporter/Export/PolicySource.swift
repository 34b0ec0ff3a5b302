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
    description.policyEncoder.observations(frames: description.observationSteps, parameters: parameters)
  }
}

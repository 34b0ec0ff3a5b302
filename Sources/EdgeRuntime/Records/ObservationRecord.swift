/// The raw inputs of one step: the observations a policy reads, and the noise if the record holds it.
///
/// Tensors are named by observation key, with or without the prefix `input.`. A cloud may have more columns than
/// the policy reads; they are dropped.
public struct ObservationRecord: Sendable {
  /// The values of each of the metadata's observations, (To, rows, columns read).
  public let observations: [[Float]]
  /// The noise (T, A), or as wide as the sample is; or nil.
  public let noise: [Float]?
  /// The noise of the sampler's rows (rows, T, A), or nil.
  public let stepNoise: [Float]?

  /// Reads what `metadata` asks for.
  public init(reading file: borrowing SafetensorsFile, for metadata: PolicyMetadata) throws(RecordError) {
    var observations: [[Float]] = []
    for key in metadata.observations {
      guard let tensor = RecordTensor(named: key.name, in: file) else {
        throw .missing(name: key.name, shape: key.shape)
      }
      observations.append(try tensor.values(of: key, in: file))
    }
    self.observations = observations
    noise = try RecordTensor(named: "noise", in: file)?.values(
      shape: metadata.noiseShape, dropsColumns: false, in: file)
    guard let tensor = RecordTensor(named: "step_noise", in: file) else {
      stepNoise = nil
      return
    }
    let rows = min(tensor.leadingExtent, FormatLimits.samplerRowCount)
    stepNoise = try tensor.values(shape: [rows] + metadata.noiseShape, dropsColumns: false, in: file)
  }

  /// Draws observations from within ±1, and the noise of step 0, from `seed`.
  public init(drawing metadata: PolicyMetadata, seed: UInt64) {
    // Its draws are sums of twelve uniforms: within ±6.
    let generator = NoiseGenerator(seed: ~seed)
    var place = 0
    var observations: [[Float]] = []
    for key in metadata.observations {
      var values: [Float] = []
      for _ in 0..<key.elementCount {
        values.append(generator.value(at: place) / 6)
        place += 1
      }
      observations.append(values)
    }
    self.observations = observations
    let source = NoiseGenerator(seed: seed)
    var noise: [Float] = []
    for index in 0..<metadata.horizon * metadata.sampleWidth { noise.append(source.value(at: index)) }
    self.noise = noise
    stepNoise = nil
  }

  /// Hands the record to a policy; what noise it lacks, `generator` draws.
  public func load(into policy: Policy, generator: NoiseGenerator) throws(ObservationError) {
    for (index, values) in observations.enumerated() { try policy.setObservation(index, values.span) }
    policy.drawNoise(from: generator, step: 0)
    if let noise { try policy.setNoise(noise.span) }
    if let stepNoise, policy.takesStepNoise { try policy.setStepNoise(stepNoise.span) }
  }
}

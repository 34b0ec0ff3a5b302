extension GoldenRecord {
  /// Floats of a layer that records made here hold at most: maps of large images would be most of a file.
  public static let mostLayerFloats = 1 << 18

  /// Makes a quantised policy's own record: one step of `policy` for `inputs`, as a whole safetensors file.
  ///
  /// - Parameters:
  ///   - policy: Run by the kernels "generic", which define the result.
  ///   - inputs: Observations and noise, as they were read for this policy.
  ///   - original: What the float policy samples of them, (T, A), or nil.
  public static func ownRecord(
    of policy: Policy, for inputs: ObservationRecord, original: [Float]? = nil
  ) throws(RecordError) -> [UInt8] {
    var writer = SafetensorsWriter()
    do throws(SafetensorsError) {
      try writer.setMetadata(
        "source", to: "the Swift reference of the same int8 weights, kernels \(policy.kernels.name)")
      try writer.setMetadata(arithmetic.key, to: arithmetic.int8)
    } catch { throw .safetensors(error) }
    do throws(ObservationError) { try inputs.load(into: policy, generator: NoiseGenerator(seed: 0)) } catch {
      throw .observation(error)
    }
    let metadata = policy.metadata
    for (key, values) in zip(metadata.observations, inputs.observations) {
      try add("input.\(key.name)", shape: key.shape, values, to: &writer)
    }
    try add("input.noise", shape: metadata.noiseShape, policy.noise, to: &writer)
    if policy.takesStepNoise {
      try add("input.step_noise", shape: [policy.samplerRowCount] + metadata.noiseShape, policy.stepNoise, to: &writer)
    }
    var layers: [(name: String, values: [Float])] = []
    policy.trace(
      integers: { record in
        layers.append(("integer.\(record.operation).input", record.input))
        if !record.sums.isEmpty { layers.append(("integer.\(record.operation).sums", record.sums)) }
      }, { if $1.count <= mostLayerFloats { layers.append(("layer.\($0.name)", $1)) } })
    for (name, values) in layers { try add(name, shape: [values.count], values, to: &writer) }
    let chunk = [metadata.horizon, metadata.actionWidth]
    try add("output.action_pred", shape: chunk, policy.actionPrediction, to: &writer)
    if let original { try add(originalAction, shape: chunk, original, to: &writer) }
    try add("output.action", shape: [metadata.returnedRows.count, chunk[1]], policy.action, to: &writer)
    do throws(SafetensorsError) { return try writer.bytes() } catch { throw .safetensors(error) }
  }

  private static func add(
    _ name: String, shape: [Int], _ values: [Float], to writer: inout SafetensorsWriter
  ) throws(RecordError) {
    do throws(SafetensorsError) { try writer.add(name: name, shape: shape, values: values) } catch {
      throw .safetensors(error)
    }
  }
}

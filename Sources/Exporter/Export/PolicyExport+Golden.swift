import EdgeRuntime

extension PolicyExport {
  /// A golden record of a seeded random observation, computed in float64 straight from the trainer's tensors.
  ///
  /// It shares nothing with the program but the tensors: an error of builder, passes, packing or kernels shows, and, as
  /// the scheduler's equations are stated a second time, one of the sampler's rows.
  public func makeGolden(seed: UInt64 = 0) throws(SafetensorsError) -> [UInt8] {
    var observation: [String: Tensor] = [:]
    var random = SeededUniform(seed: seed)
    for key in source.observations {
      var values = random.values(count: key.elementCount, bound: 1)
      // Pixels are bytes' 255th parts.
      if key.planes != nil { values = values.map { ((($0 + 1) / 2) * 255).rounded() / 255 } }
      observation[key.name] = Tensor(shape: key.shape, values: values)
    }
    let generator = NoiseGenerator(seed: seed)
    let chunk = [source.description.horizon, source.description.sampleWidth]
    let count = chunk[0] * chunk[1]
    let noise = Tensor(shape: chunk, values: (0..<count).map { generator.value(at: $0) })
    // The draws that the runtime makes of the same seed.
    let stepNoise = compiled.program.stepNoise.map { view in
      Tensor(
        shape: [plan.timesteps.count] + chunk,
        values: (0..<view.elementCount).map { generator.value(at: count + $0) })
    }
    let network = ReferenceNetwork(description: source.description, parameters: source.parameters)
    let prediction = network.predict(observation: observation, noise: noise, stepNoise: stepNoise, plan: plan)

    var writer = SafetensorsWriter()
    try writer.setMetadata("source", to: "float64 reference network of the exporter, seed \(seed)")
    for (name, tensor) in observation {
      try writer.add(name: "input.\(name)", shape: tensor.shape, values: tensor.values)
    }
    try writer.add(name: "input.noise", shape: noise.shape, values: noise.values)
    if let stepNoise {
      try writer.add(name: "input.step_noise", shape: stepNoise.shape, values: stepNoise.values)
    }
    for (name, tensor) in prediction.named { try writer.add(name: name, shape: tensor.shape, values: tensor.values) }
    return try writer.bytes()
  }

  /// The golden record in `safetensors` with what float64 makes of its inputs beside it.
  ///
  /// PyTorch's float32 is itself off, at times by more than this runtime is allowed to be: with the third answer a
  /// verification tells rounding from another policy.
  ///
  /// - Parameters:
  ///   - safetensors: The record as a whole file.
  ///   - record: The same record, read for this policy.
  public func addingReference(to safetensors: [UInt8], read record: GoldenRecord) throws(SafetensorsError) -> [UInt8] {
    let description = source.description
    var observation: [String: Tensor] = [:]
    for (key, values) in zip(source.observations, record.inputs.observations) {
      observation[key.name] = Tensor(shape: key.shape, values: values)
    }
    let chunk = [description.horizon, description.sampleWidth]
    let noise = Tensor(shape: chunk, values: record.inputs.noise ?? [])
    let rows = plan.timesteps.count
    let stepNoise = record.inputs.stepNoise.map { values in
      // Rows at the end that add no noise may be left out.
      let given = values.prefix(rows * noise.values.count)
      return Tensor(
        shape: [rows] + chunk, values: given + [Float](repeating: 0, count: rows * noise.values.count - given.count))
    }
    let network = ReferenceNetwork(description: description, parameters: source.parameters)
    let prediction = network.predict(observation: observation, noise: noise, stepNoise: stepNoise, plan: plan)

    let file = try SafetensorsFile(bytes: safetensors)
    var writer = SafetensorsWriter()
    try writer.setMetadata("source", to: file.header.metadataValue("source") ?? "a golden record given to the exporter")
    try writer.setMetadata("reference", to: "float64 reference network of the exporter, of the record's inputs")
    if let parts = file.header.metadataValue("partial") { try writer.setMetadata("partial", to: parts) }
    for entry in file.header.entries where !entry.name.hasPrefix("reference.") {
      let values = try file.floats(of: entry)
      if entry.type == .u8 {
        try writer.add(name: entry.name, shape: entry.shape, bytes: values.map { UInt8($0) })
      } else {
        try writer.add(name: entry.name, shape: entry.shape, values: values)
      }
    }
    for (name, tensor) in prediction.named where file.header[name]?.elementCount == tensor.values.count {
      try writer.add(name: "reference.\(name)", shape: tensor.shape, values: tensor.values)
    }
    return try writer.bytes()
  }
}

extension ReferencePrediction {
  /// Layers and outputs under the names that golden records give them.
  fileprivate var named: [(name: String, tensor: Tensor)] {
    layers.map { ("layer.\($0.name)", $0.tensor) } + [
      ("output.action_pred", actionPrediction), ("output.action", action),
    ]
  }
}

import EdgeRuntime

/// A policy small enough to know its action by heart: the action is 2 · state.
///
/// The noise has no weight in its sampler's row, so the action follows from the observation alone.
enum DoublingPolicy {
  /// A state (T, A) and the action that follows from it.
  static let state: [Float] = [0, 0.5, 1, -1, 2, 0.25]
  static let action: [Float] = [0, 1, 2, -2, 4, 0.5]
  static let shape = [3, 2]

  /// Writes the policy; it returns the rows from 1 on.
  ///
  /// - Parameter stage: What its row does beside; it must leave the action alone.
  static func write(
    to path: String, goldens: [[UInt8]] = [], ranges: [ClosedRange<Float>] = [], stage: SamplerStage? = nil
  ) throws {
    let views = (0..<4).map { BufferView(buffer: $0, offset: 0, rowStride: 2, rows: 3, columns: 2) }
    // What a stage remembers is cleared when a step begins.
    let memory = stage.map { _ in BufferView(buffer: 4, offset: 0, rowStride: 2, rows: 6, columns: 2) }
    let clears = memory.map { [Operation.clear(Clear(output: $0))] } ?? []
    let network = 1 + clears.count
    let program = Program(
      arenaByteCount: 64 * (4 + clears.count),
      buffers: (0..<4 + clears.count).map { Program.Buffer(byteOffset: 64 * $0, count: $0 < 4 ? 6 : 12) },
      operations: [.normalize(Normalize(input: views[0], output: views[1], scale: 0, offset: 1))] + clears + [
        .sampleUpdate(SampleUpdate(estimate: views[1], sample: views[2], memory: memory)),
        .unnormalize(Unnormalize(input: views[2], output: views[3], scale: 2, offset: 1)),
      ],
      network: network..<network + 1, inputs: [views[0]], sample: views[2], output: views[3])
    let layers = LayerTable(
      operationNames: ["normalizer.state"] + clears.map { _ in "no slope yet" } + ["sampler", "normalizer.action"],
      layers: [.init(name: "encoder", operation: 0, beforeFilm: false, view: views[1], transposedParts: 0)],
      folded: ["embedding"])
    let metadata = PolicyMetadata(
      family: .sdm, name: "miniature", horizon: 3, actionWidth: 2, actionUnit: "m", observationSteps: 3,
      returnedRows: 1..<3,
      observations: [.init(name: "state", unit: "m", frames: 3, rows: 1, columns: 2, ranges: ranges)],
      samplerDescription: "1 call", storedParameters: 12, liveParameters: 6)
    // Each run of two floats starts at a multiple of 64 bytes: scale 1, offset 0.5 and scale 0.5.
    var weights = [Float](repeating: 0, count: 34)
    weights.replaceSubrange(0..<2, with: [1, 1])
    weights.replaceSubrange(16..<18, with: [0.5, 0.5])
    weights.replaceSubrange(32..<34, with: [0.5, 0.5])
    var writer = PolicyFileWriter(
      metadata: metadata, provenance: Provenance(entries: [.init(key: "made by", value: "a test")]),
      sampler: [SamplerRow(timestep: 0, p: 1, stage: stage)], program: program, layers: layers,
      tensors: TensorTable(entries: [0, 64, 128].map { .init(byteOffset: $0, count: 2) }),
      weights: weights.withUnsafeBytes { Array($0) })
    for golden in goldens { writer.addGolden(golden) }
    try writer.write(to: path)
  }

  /// An observation file.
  static func writeInput(to path: String, state: [Float] = state) throws {
    var writer = SafetensorsWriter()
    try writer.add(name: "state", shape: shape, values: state)
    try writer.write(to: path)
  }

  /// A golden record; the defaults agree with the policy.
  static func golden(
    encoder: [Float] = state.map { $0 + 0.5 }, action: [Float] = action, extraLayers: [String] = []
  ) throws -> [UInt8] {
    var writer = SafetensorsWriter()
    try writer.add(name: "input.state", shape: shape, values: state)
    try writer.add(name: "input.noise", shape: shape, values: [Float](repeating: 0.25, count: 6))
    try writer.add(name: "layer.encoder", shape: shape, values: encoder)
    for name in extraLayers { try writer.add(name: "layer." + name, shape: [1], values: [0]) }
    try writer.add(name: "output.action_pred", shape: shape, values: action)
    try writer.add(name: "output.action", shape: [2, 2], values: Array(action.dropFirst(2)))
    return try writer.bytes()
  }
}

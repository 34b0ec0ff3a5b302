import EdgeRuntime
import TestSupport

/// A small policy by hand with every operation: T = 4, A = 3, two frames of six points and of a state of three.
struct MiniaturePolicy {
  private var random = SeededGenerator(seed: 7)
  private var tensors = TensorPacker()
  private var counts: [Int] = []
  private var operations: [Operation] = []
  private var names: [String] = []
  /// The output of the camera's second convolution.
  var trunk = BufferView(0, 0, 0)

  /// Channels of the residual block: three groups of eight, so that a panel ends inside a group's neighbour.
  static let channels = 24
  /// Channels of a block whose norm's groups are so heavy that threads sum first.
  static let heavyChannels = 768
  static let horizon = 4
  static let width = 3

  /// The parts of a valid file.
  ///
  /// - Parameters:
  ///   - hasCamera: Whether it sees images too, with the operations for them.
  ///   - hasStages: Whether its sampler's rows are the two of a step of Heun's.
  ///   - hasHeavyNorm: Whether it has a norm of three groups of 0.8 MB of weights each.
  static func parts(hasCamera: Bool = false, hasStages: Bool = false, hasHeavyNorm: Bool = false) -> PolicyParts {
    var policy = MiniaturePolicy()
    return policy.build(hasCamera: hasCamera, hasStages: hasStages, hasHeavyNorm: hasHeavyNorm)
  }

  mutating func buffer(_ rows: Int, _ columns: Int) -> BufferView {
    counts.append(rows * columns)
    return BufferView(buffer: counts.count - 1, offset: 0, rowStride: columns, rows: rows, columns: columns)
  }

  /// A value with one row of padding before and after it.
  private mutating func padded(_ rows: Int, _ columns: Int) -> BufferView {
    var view = buffer(rows + 2, columns)
    view.offset = columns
    view.rows = rows
    return view
  }

  mutating func add(_ name: String, _ operation: Operation) {
    names.append(name)
    operations.append(operation)
  }

  mutating func tensor(_ count: Int, around center: Float = 0) -> Int {
    let values = random.floats(count, magnitude: 0.5)
    return tensors.add(values.map { $0 + center })
  }

  private mutating func clearPadding(of view: BufferView) {
    add(
      "padding",
      .clear(
        Clear(
          output: BufferView(
            buffer: view.buffer, offset: 0, rowStride: (view.rows + 1) * view.columns, rows: 2,
            columns: view.columns)
        )))
  }

  mutating func linear(
    _ input: BufferView, _ output: BufferView, _ epilogue: ProductPart.Epilogue = .none
  )
    -> Operation
  {
    let panels = (output.columns + 15) / 16
    return .product(
      Product(
        inputBuffer: input.buffer, inputRowStride: input.rowStride, inputTapStride: 0, rows: output.rows,
        matrix: PackedMatrix(
          tensor: tensor(panels * 16 * input.columns), channels: input.columns, panels: panels),
        bias: tensor(panels * 16),
        first: ProductPart(
          inputOffset: input.offset, columns: output.columns, output: output, epilogue: epilogue)))
  }

  private mutating func norm(
    film: GroupNormEpilogue.Film? = nil, residual: BufferView?, channels: Int = Self.channels
  ) -> ProductPart.Epilogue {
    .groupNorm(
      GroupNormEpilogue(
        groups: 3, gamma: tensor(channels, around: 1), beta: tensor(channels), epsilon: 1e-5, film: film,
        residual: residual))
  }

  private mutating func build(hasCamera: Bool, hasStages: Bool, hasHeavyNorm: Bool) -> PolicyParts {
    let (horizon, width) = (MiniaturePolicy.horizon, MiniaturePolicy.width)
    let cloud = buffer(12, 4)
    let state = buffer(2, 3)
    let sample = buffer(horizon, width)
    var inputs = [cloud, state]
    let features = buffer(2, 11 + (hasCamera ? Self.cameraWidth : 0))
    addEncoder(cloud: cloud, state: state, features: features)
    if hasCamera { inputs.append(addCamera(features: features)) }
    let memory = hasStages ? buffer(2 * horizon, width) : nil
    if let memory { add("no slope yet", .clear(Clear(output: memory))) }
    let networkStart = operations.count
    let (estimate, hidden) = addNetwork(sample: sample, features: features, hasHeavyNorm: hasHeavyNorm)
    let stepNoise = buffer(2 * horizon, width)
    add("update", .sampleUpdate(SampleUpdate(estimate: estimate, sample: sample, noise: stepNoise, memory: memory)))
    let networkEnd = operations.count
    let action = buffer(horizon, width)
    add(
      "unnormalize",
      .unnormalize(
        Unnormalize(input: sample, output: action, scale: tensor(width, around: 1), offset: tensor(width))))
    let lives = Program.lifetimes(
      bufferCount: counts.count, operations: operations, network: networkStart..<networkEnd,
      inputs: inputs + [stepNoise], sample: sample, output: action)
    let (buffers, arena) = FirstFit.plan(counts, lives)
    return PolicyParts(
      metadata: hasCamera ? Self.seeing(metadata) : metadata,
      sampler: hasStages ? Self.stages : Self.rows,
      program: Program(
        arenaByteCount: arena, buffers: buffers, operations: operations, network: networkStart..<networkEnd,
        inputs: inputs, sample: sample, output: action, stepNoise: stepNoise),
      layers: LayerTable(
        operationNames: names,
        layers: [
          layer("encoder", "layer norm", features),
          layer("block", "convolution", hidden, beforeFilm: true, transposedParts: 1),
          layer("network", "final", estimate),
        ] + (hasCamera ? [layer("trunk", "second convolution", trunk, transposedParts: 2)] : []), folded: ["time"]),
      tensors: TensorTable(entries: tensors.entries), weights: tensors.floats)
  }

  private static let rows = [
    SamplerRow(
      inputScale: 0.75, timestep: 9, outputScale: 1.5, sampleScale: 0.25, clip: 1, p: 0.5, q: 0.25, r: 0.25, s: 0.375),
    SamplerRow(timestep: 4, p: 0.75, q: 0.125, r: 0.5),
  ]

  private static let stages = [
    SamplerRow(
      inputScale: 0.75, timestep: 9, clip: 1, p: 0.5, r: 0.5,
      stage: SamplerStage(startsStep: true, carry: 0, p: -0.25, r: 0.25)),
    SamplerRow(
      timestep: 4, p: 0, s: 0.125,
      stage: SamplerStage(p: -0.5, r: 0.5, baseShare: 1, slopeShare: -0.75)),
  ]

  private func layer(
    _ name: String, _ operation: String, _ view: BufferView, beforeFilm: Bool = false,
    transposedParts: Int = 0
  ) -> LayerTable.Layer {
    LayerTable.Layer(
      name: name, operation: names.firstIndex(of: operation) ?? 0, beforeFilm: beforeFilm, view: view,
      transposedParts: transposedParts)
  }

  private var metadata: PolicyMetadata {
    PolicyMetadata(
      family: .dp3, name: "miniature", horizon: MiniaturePolicy.horizon, actionWidth: MiniaturePolicy.width,
      actionUnit: "m", observationSteps: 2, returnedRows: 1..<3,
      observations: [
        .init(name: "point_cloud", unit: "points (m)", frames: 2, rows: 6, columns: 4),
        .init(name: "agent_pos", unit: "rad", frames: 2, rows: 1, columns: 3, ranges: [-1...1, 0...0.5, 2...2]),
      ], samplerDescription: "two rows", storedParameters: 1000, liveParameters: 900)
  }

  /// Fills the first columns of the features of both frames, (2, 11).
  private mutating func addEncoder(cloud: BufferView, state: BufferView, features: BufferView) {
    let points = buffer(12, 3)
    let partial = buffer(4, 8)
    let pooled = buffer(2, 8)
    var (left, right) = (features, features)
    left.columns = 8
    right.offset = 8
    right.columns = 3
    add(
      "cloud",
      .normalize(Normalize(input: cloud, output: points, scale: tensor(3, around: 1), offset: tensor(3))))
    add(
      "state",
      .normalize(Normalize(input: state, output: right, scale: tensor(3, around: 1), offset: tensor(3))))
    let layers = [
      PointLayer(
        matrix: PackedMatrix(tensor: tensor(48), channels: 3, panels: 1), outputs: 16, bias: tensor(16),
        gamma: tensor(16, around: 1),
        beta: tensor(16), epsilon: 1e-5, relu: true),
      PointLayer(
        matrix: PackedMatrix(tensor: tensor(256), channels: 16, panels: 1), outputs: 8, bias: tensor(16), gamma: nil,
        beta: nil, epsilon: 1e-5,
        relu: true),
    ]
    add(
      "points",
      .pointEncode(PointEncode(input: points, frames: 2, slices: 2, output: partial, layers: layers)))
    add("pooled", .maximum(Maximum(input: partial, output: pooled)))
    add(
      "layer norm",
      .layerNormalize(
        LayerNormalize(
          input: pooled, output: left, gamma: tensor(8, around: 1), beta: tensor(8), epsilon: 1e-5)))
  }

  /// Returns the estimate of the action chunk, and the hidden value of the block.
  private mutating func addNetwork(
    sample: BufferView, features: BufferView, hasHeavyNorm: Bool
  ) -> (BufferView, BufferView) {
    let (horizon, width, channels) = (Self.horizon, Self.width, Self.channels)
    let seenWidth = features.elementCount
    let global = buffer(1, 8 + seenWidth)
    var (time, seen, flat) = (global, global, features)
    time.columns = 8
    (seen.offset, seen.columns) = (8, seenWidth)
    (flat.rows, flat.columns, flat.rowStride) = (1, seenWidth, seenWidth)
    add("global", .mish(MishActivation(input: flat, output: seen)))
    let embedding = buffer(1, 8)
    let step = buffer(1, 8)
    add("embedding", .rowConstant(RowConstant(constants: tensor(16), output: embedding)))
    add("time.0", linear(embedding, step, .mish))
    add(
      "time.1",
      .layerNormalize(
        LayerNormalize(input: step, output: step, gamma: tensor(8, around: 1), beta: tensor(8), epsilon: 1e-5)
      ))
    add("time.2", .mish(MishActivation(input: step, output: time)))
    let film = buffer(1, 2 * channels)
    add("film", linear(global, film))
    let input = padded(horizon, width)
    clearPadding(of: input)
    add("sample", .sampleInput(SampleInput(sample: sample, output: input)))
    let hidden = padded(horizon, channels)
    clearPadding(of: hidden)
    let residual = buffer(horizon, channels)
    let modulation = GroupNormEpilogue.Film(
      buffer: film.buffer, offset: 0, bias: tensor(4 * channels), biasOffset: 0, biasRowStride: 2 * channels)
    let panels = 2 * ((channels + 15) / 16)
    add(
      "convolution",
      .product(
        Product(
          inputBuffer: input.buffer, inputRowStride: width, inputTapStride: width, rows: horizon,
          matrix: PackedMatrix(
            tensor: tensor(panels * 16 * 3 * width), taps: 3, channels: width, panels: panels),
          bias: tensor(panels * 16),
          first: ProductPart(
            inputOffset: 0, columns: channels, output: hidden, epilogue: norm(film: modulation, residual: nil)
          ),
          second: ProductPart(inputOffset: 0, columns: channels, output: residual))))
    let block = buffer(horizon, channels)
    add(
      "block",
      .product(
        Product(
          inputBuffer: hidden.buffer, inputRowStride: channels, inputTapStride: channels, rows: horizon,
          matrix: PackedMatrix(
            tensor: tensor(panels / 2 * 16 * 3 * channels), taps: 3, channels: channels, panels: panels / 2),
          bias: nil,
          first: ProductPart(
            inputOffset: 0, columns: channels, output: block, epilogue: norm(residual: residual))))
    )
    let estimate = buffer(horizon, width)
    add("final", linear(hasHeavyNorm ? addHeavyNorm(after: block) : block, estimate))
    return (estimate, hidden)
  }

  private mutating func addHeavyNorm(after block: BufferView) -> BufferView {
    let (wide, heavy) = (buffer(Self.horizon, Self.heavyChannels), buffer(Self.horizon, Self.heavyChannels))
    add("wide", linear(block, wide))
    add("heavy", linear(wide, heavy, norm(residual: wide, channels: Self.heavyChannels)))
    return heavy
  }
}

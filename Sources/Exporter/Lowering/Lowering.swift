import EdgeRuntime

/// Turns a graph into a program: values get padding rows and places, weights are packed, nodes become operations.
struct Lowering {
  private let graph: PolicyGraph
  /// Zero rows that convolutions read before and after each value's rows.
  private let padding: [Padding]
  var packer = WeightPacker()
  /// What was packed for convolutions whose weights come again, by name.
  var matrices: [String: PackedMatrix] = [:]
  private var operations: [EdgeRuntime.Operation] = []
  private var names: [String] = []
  private var layers: [LayerTable.Layer] = []
  private var cleared: Set<Int> = []

  struct Padding {
    var before = 0
    var after = 0
  }

  static func compile(_ graph: PolicyGraph) -> CompiledPolicy {
    var lowering = Lowering(graph)
    for node in graph.encode { lowering.append(node) }
    let networkStart = lowering.operations.count
    for node in graph.network { lowering.append(node) }
    let networkEnd = lowering.operations.count
    for node in graph.decode { lowering.append(node) }
    return lowering.finish(network: networkStart..<networkEnd)
  }

  private init(_ graph: PolicyGraph) {
    self.graph = graph
    var padding = [Padding](repeating: Padding(), count: graph.values.count)
    for node in graph.encode + graph.network {
      guard case .product(let product) = node.kind else { continue }
      for part in product.parts {
        let last = part.firstRow + (product.rows - 1) * product.stride + product.tapCount - 1
        let value = product.input.value
        padding[value].before = max(padding[value].before, -part.firstRow)
        padding[value].after = max(padding[value].after, last - (product.input.rows - 1))
      }
    }
    self.padding = padding
  }

  private func finish(network: Range<Int>) -> CompiledPolicy {
    let counts = graph.values.enumerated().map { index, value in
      (value.rows + padding[index].before + padding[index].after) * value.columns
    }
    let inputs = graph.inputs.map(placed)
    let sample = placed(graph.sample)
    let output = placed(graph.output)
    let stepNoise = graph.stepNoise.map(placed)
    let lives = Program.lifetimes(
      bufferCount: counts.count, operations: operations, network: network,
      inputs: inputs + (stepNoise.map { [$0] } ?? []), sample: sample, output: output)
    let (buffers, arena) = ArenaPlanner.plan(counts: counts, lives: lives)
    let program = Program(
      arenaByteCount: arena, buffers: buffers, operations: operations, network: network, inputs: inputs,
      sample: sample, output: output, stepNoise: stepNoise)
    return CompiledPolicy(
      program: program, sampler: graph.sampler,
      layers: LayerTable(operationNames: names, layers: layers, folded: graph.foldedLayers),
      tensors: TensorTable(entries: packer.entries), weights: packer.bytes)
  }

  /// The view in the value's buffer, where padding rows count.
  func placed(_ view: ValueView) -> BufferView {
    BufferView(
      buffer: view.value, offset: view.offset + padding[view.value].before * graph.values[view.value].columns,
      rowStride: view.rowStride, rows: view.rows, columns: view.columns)
  }

  private mutating func append(_ node: GraphNode) {
    let operation = lowered(node.kind, named: node.name)
    for view in node.kind.outputs { clearPadding(of: view.value) }
    operations.append(operation)
    names.append(node.name)
    for layer in node.layers {
      layers.append(
        LayerTable.Layer(
          name: layer.name, operation: operations.count - 1, beforeFilm: layer.beforeFilm,
          view: placed(layer.view), transposedParts: layer.transposedParts))
    }
  }

  /// Zeroes the padding rows of a value before its first writer runs: the bytes were another buffer's.
  private mutating func clearPadding(of value: Int) {
    let (before, after) = (padding[value].before, padding[value].after)
    guard before + after > 0, cleared.insert(value).inserted else { return }
    let columns = graph.values[value].columns
    let rows = graph.values[value].rows
    func clear(firstRow: Int, rows: Int, count: Int, step: Int) {
      let view = BufferView(
        buffer: value, offset: firstRow * columns, rowStride: step * columns, rows: count,
        columns: rows * columns)
      operations.append(.clear(Clear(output: view)))
      names.append("padding of \(graph.values[value].name)")
    }
    if before == after {
      clear(firstRow: 0, rows: before, count: 2, step: before + rows)
    } else {
      if before > 0 { clear(firstRow: 0, rows: before, count: 1, step: 0) }
      if after > 0 { clear(firstRow: before + rows, rows: after, count: 1, step: 0) }
    }
  }

  private mutating func lowered(_ kind: GraphNode.Kind, named name: String) -> EdgeRuntime.Operation {
    switch kind {
    case .normalize(let input, let output, let scale, let offset):
      .normalize(
        Normalize(
          input: placed(input), output: placed(output), scale: packer.add(scale), offset: packer.add(offset)))
    case .pointEncode(let input, let frames, let slices, let output, let layers):
      .pointEncode(
        PointEncode(
          input: placed(input), frames: frames, slices: slices, output: placed(output),
          layers: layers.map { lowered($0) }))
    case .pointStage(let stage): .pointStage(lowered(stage))
    case .maximum(let input, let output):
      .maximum(Maximum(input: placed(input), output: placed(output)))
    case .product(let product):
      .product(lowered(product))
    case .add(let input, let other, let output):
      .add(Add(input: placed(input), other: placed(other), output: placed(output)))
    case .clear(let output): .clear(Clear(output: placed(output)))
    case .layerNormalize(let input, let output, let gamma, let beta):
      .layerNormalize(
        LayerNormalize(
          input: placed(input), output: placed(output), gamma: packer.add(gamma), beta: packer.add(beta),
          epsilon: PolicyGraph.epsilon))
    case .mish(let input, let output):
      .mish(MishActivation(input: placed(input), output: placed(output)))
    case .rowConstant(let rows, let output):
      .rowConstant(RowConstant(constants: packer.add(rows.flatMap { $0 }), output: placed(output)))
    case .sampleInput(let sample, let output):
      .sampleInput(SampleInput(sample: placed(sample), output: placed(output)))
    case .sampleUpdate(let estimate, let sample, let noise, let memory):
      .sampleUpdate(
        SampleUpdate(
          estimate: placed(estimate), sample: placed(sample), noise: noise.map(placed), memory: memory.map(placed)))
    case .unnormalize(let input, let output, let scale, let offset):
      .unnormalize(
        Unnormalize(
          input: placed(input), output: placed(output), scale: packer.add(scale), offset: packer.add(offset)))
    case .imageResize(let input, let output, let planes):
      .imageResize(ImageResize(input: placed(input), output: placed(output), planes: planes))
    case .imageInput(let input): .imageInput(lowered(input))
    case .convolution(let convolution): .convolution(lowered(convolution, named: name))
    case .imageNorm(let norm): .groupNormalize(lowered(norm))
    case .maxPool(let input, let output, let window):
      .maxPool(MaxPool(input: placed(input), output: placed(output), window: window))
    case .spatialSoftmax(let input, let output, let temperature):
      .spatialSoftmax(SpatialSoftmax(input: placed(input), output: placed(output), temperature: temperature))
    case .averagePool(let input, let output):
      .averagePool(AveragePool(input: placed(input), output: placed(output)))
    }
  }

  private mutating func lowered(_ stage: PointStageNode) -> PointStage {
    PointStage(
      cloud: PointCloud(input: placed(stage.input), frames: stage.frames, slices: stage.slices),
      common: stage.common.map(placed), network: PointNetwork(stage.layers.map { lowered($0) }),
      kept: stage.kept.map { $0.map(placed) }, maxima: stage.maxima.map(placed))
  }

  private mutating func lowered(_ layer: PointLayerNode) -> PointLayer {
    PointLayer(
      matrix: packer.add([[layer.matrix]]), outputs: layer.matrix.outputs,
      bias: packer.addPadded(layer.bias.isEmpty ? [Float](repeating: 0, count: layer.matrix.outputs) : layer.bias),
      gamma: layer.norm.map { packer.add($0.gamma) }, beta: layer.norm.map { packer.add($0.beta) },
      epsilon: PolicyGraph.epsilon, relu: layer.relu)
  }

  private mutating func lowered(_ product: ProductNode) -> Product {
    // Small vectors first, so that the matrix is one uninterrupted run up to the next operation's.
    var bias: [Float] = []
    for part in product.parts {
      let values = part.bias ?? []
      bias += values
      bias += [Float](repeating: 0, count: PanelLayout.padded(values.count) - values.count)
    }
    let biasTensor = bias.isEmpty ? nil : packer.add(bias)
    let parts = product.parts.map { lowered($0, of: product) }
    let input = placed(product.input)
    return Product(
      inputBuffer: input.buffer, inputRowStride: product.stride * input.rowStride, inputTapStride: input.rowStride,
      rows: product.rows,
      matrix: packer.add(product.parts.map(\.matrices)), bias: biasTensor, first: parts[0],
      second: parts.count == 2 ? parts[1] : nil)
  }

  private mutating func lowered(_ part: ProductPartNode, of product: ProductNode) -> ProductPart {
    let input = placed(product.input)
    return ProductPart(
      inputOffset: input.offset + part.firstRow * input.rowStride, columns: part.output.columns,
      output: placed(part.output), epilogue: lowered(part.epilogue))
  }

  private mutating func lowered(_ epilogue: EpilogueNode) -> ProductPart.Epilogue {
    guard case .groupNorm(let norm) = epilogue else {
      if case .relu = epilogue { return .relu }
      if case .mish = epilogue { return .mish }
      return .none
    }
    let film = norm.film.map { film in
      let view = placed(film.view)
      return GroupNormEpilogue.Film(
        buffer: view.buffer, offset: view.offset, bias: packer.add(film.biases.flatMap { $0 }),
        biasOffset: 0, biasRowStride: film.biases.count > 1 ? film.biases[0].count : 0)
    }
    return .groupNorm(
      GroupNormEpilogue(
        groups: norm.groups, gamma: packer.add(norm.gamma), beta: packer.add(norm.beta),
        epsilon: PolicyGraph.epsilon, film: film, residual: norm.residual.map(placed)))
  }
}

extension GraphNode.Kind {
  /// What the node writes.
  fileprivate var outputs: [ValueView] {
    switch self {
    case .normalize(_, let output, _, _), .pointEncode(_, _, _, let output, _), .maximum(_, let output),
      .layerNormalize(_, let output, _, _), .mish(_, let output), .rowConstant(_, let output),
      .sampleInput(_, let output), .unnormalize(_, let output, _, _), .add(_, _, let output), .clear(let output):
      [output]
    case .sampleUpdate(_, let sample, _, let memory): [sample] + (memory.map { [$0] } ?? [])
    case .product(let product): product.parts.map(\.output)
    case .pointStage(let stage): stage.outputs
    case .imageResize(_, let output, _): [output]
    case .imageInput(let input): [input.output.view]
    case .convolution(let convolution): [convolution.output.view]
    case .imageNorm(let norm): [norm.output.view]
    case .maxPool(_, let output, _): [output.view]
    case .spatialSoftmax(_, let output, _), .averagePool(_, let output): [output]
    }
  }
}

import EdgeRuntime

extension GraphBuilder {
  /// Names of all residual blocks, in the order they run.
  var blockNames: [String] {
    let levels = description.downDims.count
    let blocks = 0..<description.blocksPerLevel
    return (description.conditioning == .local ? [localBlockName] : [])
      + (0..<levels).flatMap { level in blocks.map { "\(names.root).down_modules.\(level).\($0)" } }
      + blocks.map { "\(names.root).mid_modules.\($0)" }
      + (0..<levels - 1).flatMap { level in blocks.map { "\(names.root).up_modules.\(level).\($0)" } }
  }

  /// Channels of a block's output.
  func blockWidth(_ name: String) -> Int { tensor("\(name).\(names.halves[0]).block.0.weight").shape[0] }

  /// Adds each block's FiLM matrix.
  ///
  /// The biases join in the block's epilogue, where the timestep's share can too. Blocks that are only shifted have
  /// scales of zero, and of one in their biases.
  mutating func addFilmProducts(_ modulation: Modulation) {
    if !description.scalesChannels {
      graph.encode.append(GraphNode(name: "scales of one", kind: .clear(output: modulation.film)))
    }
    var first = 0
    for name in blockNames {
      let key = "\(name).cond_encoder.1"
      let matrix = Matrix(linear: tensor("\(key).weight"))
      first += 2 * blockWidth(name)
      let part = ProductPartNode(
        matrices: [matrix], bias: nil, output: modulation.film.columns(first - matrix.outputs..<first))
      graph.network.append(
        GraphNode(
          name: key, kind: .product(ProductNode(input: modulation.feature, rows: 1, parts: [part]))))
    }
  }

  /// Adds a residual block; returns where its output is.
  mutating func addBlock(
    _ name: String, input: ValueView, output: ValueView?, modulation: inout Modulation
  ) -> ValueView {
    let columns = blockWidth(name)
    let view = modulation.film.columns(modulation.taken..<modulation.taken + 2 * columns)
    modulation.taken += 2 * columns
    let shifts = vector("\(name).cond_encoder.1.bias")
    let scales = [Float](repeating: 1, count: 2 * columns - shifts.count)
    let hidden = graph.add("\(name) hidden", rows: input.rows, columns: columns)
    addConvolutionBlock(
      "\(name).\(names.halves[0])", input: input, output: hidden, groups: description.groups,
      film: GroupNormNode.Film(view: view, biases: [scales + shifts], trainedCount: shifts.count))

    var residual = input
    if has("\(name).residual_conv.weight") {
      residual = graph.add("\(name) residual", rows: input.rows, columns: columns)
      let part = ProductPartNode(
        matrices: [Matrix(convolution: tensor("\(name).residual_conv.weight"))],
        bias: vector("\(name).residual_conv.bias"), output: residual)
      graph.network.append(
        GraphNode(
          name: "\(name).residual_conv",
          kind: .product(ProductNode(input: input, rows: input.rows, parts: [part]))))
    }
    let output = output ?? graph.add(name, rows: input.rows, columns: columns)
    addConvolutionBlock(
      "\(name).\(names.halves[1])", input: hidden, output: output, groups: description.groups, residual: residual)
    graph.network[graph.network.count - 1].layers.append(
      GraphNode.Layer(name: name, view: output, transposedParts: 1))
    return output
  }

  /// Adds convolution, group norm and Mish.
  mutating func addConvolutionBlock(
    _ name: String, input: ValueView, output: ValueView, groups: Int, film: GroupNormNode.Film? = nil,
    residual: ValueView? = nil
  ) {
    let weight = tensor("\(name).block.0.weight")
    let norm = GroupNormNode(
      groups: groups, gamma: vector("\(name).block.1.weight"),
      beta: vector("\(name).block.1.bias"), film: film, residual: residual)
    let part = ProductPartNode(
      matrices: [Matrix(convolution: weight)], bias: vector("\(name).block.0.bias"),
      firstRow: -(weight.shape[2] / 2), output: output, epilogue: .groupNorm(norm))
    graph.network.append(
      GraphNode(
        name: name, kind: .product(ProductNode(input: input, rows: output.rows, parts: [part])),
        layers: [
          GraphNode.Layer(
            name: name, view: output, transposedParts: 1, beforeFilm: film != nil || residual != nil)
        ]))
  }

  /// Adds a convolution of stride 2 and padding 1.
  mutating func addDownsample(_ name: String, input: ValueView) -> ValueView {
    let weight = tensor("\(name)\(names.resampling).weight")
    let output = graph.add(name, rows: input.rows / 2, columns: weight.shape[0])
    let part = ProductPartNode(
      matrices: [Matrix(convolution: weight)], bias: vector("\(name)\(names.resampling).bias"), firstRow: -1,
      output: output)
    graph.network.append(
      GraphNode(
        name: name,
        kind: .product(ProductNode(input: input, stride: 2, rows: output.rows, parts: [part])),
        layers: [GraphNode.Layer(name: name, view: output, transposedParts: 1)]))
    return output
  }

  /// Adds a transposed convolution of 4 taps, stride 2 and padding 1.
  ///
  /// Tap t of input i adds to output 2i − 1 + t. So even outputs 2j read inputs j−1 and j through taps 3 and 1, odd
  /// outputs 2j+1 read inputs j and j+1 through taps 2 and 0: two products with windows of two rows.
  mutating func addUpsample(_ name: String, input: ValueView, output: ValueView?) -> ValueView {
    let weight = tensor("\(name)\(names.resampling).weight")
    let bias = vector("\(name)\(names.resampling).bias")
    let output = output ?? graph.add(name, rows: 2 * input.rows, columns: weight.shape[1])
    let parts = [(taps: [3, 1], firstRow: -1, parity: 0), (taps: [2, 0], firstRow: 0, parity: 1)].map {
      ProductPartNode(
        matrices: [Matrix(transposedConvolution: weight, taps: $0.taps)], bias: bias,
        repeatsBias: $0.parity == 1, firstRow: $0.firstRow,
        output: output.rows(from: $0.parity, count: input.rows, step: 2))
    }
    graph.network.append(
      GraphNode(
        name: name, kind: .product(ProductNode(input: input, rows: input.rows, parts: parts)),
        layers: [GraphNode.Layer(name: name, view: output, transposedParts: 1)]))
    return output
  }
}

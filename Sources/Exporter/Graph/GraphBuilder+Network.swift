import EdgeRuntime

extension GraphBuilder {
  /// What the residual blocks share.
  struct Modulation {
    /// Mish of the global feature: timestep's part first, then the observation's (1, D + G).
    var feature: ValueView
    /// Scales and shifts of all blocks.
    var film: ValueView
    /// Floats of `film` that blocks have taken.
    var taken = 0
  }

  /// Adds the U-Net; returns its output, as wide as the sample.
  mutating func addNetwork(condition: ValueView) -> ValueView {
    var modulation = addGlobalFeature(condition: description.conditioning == .global ? condition : nil)
    if description.conditioning == .inpainting { addInpainting(of: condition) }
    let input = graph.add("network input", rows: description.horizon, columns: description.sampleWidth)
    graph.network.append(
      GraphNode(name: "sample", kind: .sampleInput(sample: graph.sample, output: input)))
    let output = addLevels(
      input, local: description.conditioning == .local ? condition : nil, modulation: &modulation)
    return addFinal(output)
  }

  /// Adds the network of each time that is told, and Mish of the global feature.
  private mutating func addGlobalFeature(condition: ValueView?) -> Modulation {
    let width = description.stepEmbeddingWidth
    let embedded = description.scheduler.toldTimes * width
    let flat = condition?.flattened
    let feature = graph.add("global feature", rows: 1, columns: embedded + (flat?.columns ?? 0))
    if let flat {
      graph.encode.append(
        GraphNode(
          name: "\(names.root).cond_encoder.0",
          kind: .mish(input: flat, output: feature.columns(embedded..<feature.columns))))
    }
    addStepEncoder(times: graph.sampler.map(\.timestep), output: feature.columns(0..<width))
    if description.scheduler.method == .ctm {
      let stop = KarrasSchedule.time(of: KarrasSchedule(description.scheduler.karras).lowest)
      addStepEncoder(
        times: graph.sampler.map { _ in stop }, output: feature.columns(width..<2 * width), suffix: "@stop")
    }
    let filmWidth = blockNames.reduce(0) { $0 + 2 * blockWidth($1) }
    return Modulation(feature: feature, film: graph.add("film", rows: 1, columns: filmWidth))
  }

  /// Adds the network of the rows' times, and Mish of what it gives.
  ///
  /// - Parameters:
  ///   - times: What each row of the sampler tells.
  ///   - output: Where the result goes.
  ///   - suffix: Ends the names of its layers, where the network has another of the same weights.
  private mutating func addStepEncoder(times: [Float], output: ValueView, suffix: String = "") {
    let prefix = "\(names.root).diffusion_step_encoder"
    let embedding = graph.add("timestep embedding\(suffix)", rows: 1, columns: output.columns)
    let rows = times.map { TimestepEmbedding.values(of: $0, width: output.columns) }
    graph.network.append(
      GraphNode(
        name: "\(prefix).0\(suffix)", kind: .rowConstant(rows: rows, output: embedding),
        layers: [GraphNode.Layer(name: "\(prefix).0\(suffix)", view: embedding)]))
    let hidden = graph.add("timestep hidden\(suffix)", rows: 1, columns: tensor("\(prefix).1.weight").shape[0])
    var first = linear("\(prefix).1", input: embedding, output: hidden, epilogue: .mish)
    first.name += suffix
    let step = graph.add("timestep feature\(suffix)", rows: 1, columns: output.columns)
    var last = linear("\(prefix).3", input: hidden, output: step)
    last.name += suffix
    last.layers = [GraphNode.Layer(name: prefix + suffix, view: step)]
    graph.network += [first, last]
    graph.network.append(GraphNode(name: "\(prefix).mish\(suffix)", kind: .mish(input: step, output: output)))
  }

  private mutating func addLevels(
    _ input: ValueView, local: ValueView?, modulation: inout Modulation
  ) -> ValueView {
    let dims = description.downDims
    let blocks = description.blocksPerLevel
    let levels = dims.count
    // FiLM matrices come before the blocks that use them, so that merged they are one.
    addFilmProducts(modulation)
    let local = local.map { addLocalBlock(of: $0, modulation: &modulation) }
    var x = input
    var joined: [ValueView] = []
    for level in 0..<levels {
      let rows = x.rows
      // The skip is written where the up path will read it, beside what comes from below.
      let isJoined = level > 0
      let target: ValueView
      if isJoined {
        let both = graph.add("joined \(level)", rows: rows, columns: 2 * dims[level])
        joined.append(both)
        target = both.columns(dims[level]..<2 * dims[level])
      } else {
        target = graph.add("level \(level)", rows: rows, columns: dims[level])
      }
      for block in 0..<blocks {
        let name = "\(names.root).down_modules.\(level).\(block)"
        x = addBlock(name, input: x, output: block == blocks - 1 ? target : nil, modulation: &modulation)
        if let local, level == 0, block == 0 {
          graph.network.append(GraphNode(name: "local condition", kind: .add(input: x, other: local, output: x)))
        }
      }
      if level < levels - 1 { x = addDownsample("\(names.root).down_modules.\(level).\(blocks)", input: x) }
    }
    for block in 0..<blocks {
      // The last block below writes beside the deepest skip, if the up path has a level at all.
      let target = block == blocks - 1 ? joined.last?.columns(0..<dims[levels - 1]) : nil
      x = addBlock("\(names.root).mid_modules.\(block)", input: x, output: target, modulation: &modulation)
    }
    for level in 0..<levels - 1 {
      x = joined.removeLast()
      for block in 0..<blocks {
        x = addBlock("\(names.root).up_modules.\(level).\(block)", input: x, output: nil, modulation: &modulation)
      }
      let width = x.columns
      x = addUpsample(
        "\(names.root).up_modules.\(level).\(blocks)", input: x, output: joined.last?.columns(0..<width))
    }
    return x
  }

  private mutating func addFinal(_ input: ValueView) -> ValueView {
    let hidden = graph.add("final", rows: input.rows, columns: input.columns)
    addConvolutionBlock(
      "\(names.root).final_conv.0", input: input, output: hidden, groups: PolicyDescription.finalGroups)
    let output = graph.add("network output", rows: description.horizon, columns: description.sampleWidth)
    let part = ProductPartNode(
      matrices: [Matrix(convolution: tensor("\(names.root).final_conv.1.weight"))],
      bias: vector("\(names.root).final_conv.1.bias"), output: output)
    graph.network.append(
      GraphNode(
        name: "\(names.root).final_conv.1",
        kind: .product(ProductNode(input: hidden, rows: output.rows, parts: [part])),
        layers: [
          GraphNode.Layer(name: "\(names.root).final_conv", view: output, transposedParts: 1),
          GraphNode.Layer(name: names.root, view: output),
        ]))
    return output
  }
}

import EdgeRuntime

extension ResNet18 {
  /// How a network is used that several cameras may share.
  struct Use {
    /// Whether nodes with the same weights are there already.
    var repeatsWeights = false
    /// Whether any other camera's nodes have them: a record holds such layers for all cameras together.
    var isShared = false
  }

  /// Adds the network's nodes; returns its last map.
  func addNodes(_ images: ImageValue, _ use: Use, to builder: inout GraphBuilder) -> ImageValue {
    let stem = ResNetLayer(convolution: child(0), norm: child(1), window: Self.stem, relu: true)
    var x = builder.addResNetLayer(stem, images, kind: norm, use)
    builder.nameImages(child(2), x, use)
    let pooled = builder.graph.addImages(
      child(3), x.images, height: Self.pool.count(over: x.height, size: Self.pool.height),
      width: Self.pool.count(over: x.width, size: Self.pool.width), channels: x.channels)
    builder.graph.encode.append(
      GraphNode(name: child(3), kind: .maxPool(input: x, output: pooled, window: Self.pool)))
    builder.nameImages(child(3), pooled, use)
    x = pooled
    for stage in 0..<Self.stageWidths.count {
      for block in blocks(ofStage: stage) { x = addBlock(block, x, use, to: &builder) }
      builder.nameImages(child(4 + stage), x, use)
    }
    return x
  }

  private func addBlock(
    _ block: Block, _ x: ImageValue, _ use: Use, to builder: inout GraphBuilder
  ) -> ImageValue {
    func layer(_ convolution: String, _ norm: String, size: Int, stride: Int = 1, relu: Bool) -> ResNetLayer {
      ResNetLayer(
        convolution: "\(block.name).\(convolution)", norm: "\(block.name).\(norm)",
        window: ImageWindow(height: size, width: size, stride: stride, padding: size / 2), relu: relu)
    }
    var shortcut = x
    if block.hasShortcut {
      shortcut = builder.addResNetLayer(
        layer("downsample.0", "downsample.1", size: 1, stride: block.stride, relu: false), x, kind: norm, use)
    }
    let hidden = builder.addResNetLayer(
      layer("conv1", "bn1", size: 3, stride: block.stride, relu: true), x, kind: norm, use)
    return builder.addResNetLayer(
      layer("conv2", "bn2", size: 3, relu: true), hidden, kind: norm, residual: shortcut.view, use)
  }
}

/// A convolution and the norm behind it.
struct ResNetLayer {
  var convolution: String
  var norm: String
  var window: ImageWindow
  var relu: Bool
}

extension GraphBuilder {
  /// Adds a convolution and its norm, then what is added and ReLU.
  mutating func addResNetLayer(
    _ layer: ResNetLayer, _ input: ImageValue, kind: ResNet18.Norm, residual: ValueView? = nil, _ use: ResNet18.Use
  ) -> ImageValue {
    let weight = tensor("\(layer.convolution).weight")
    let (height, width) = (
      layer.window.count(over: input.height, size: layer.window.height),
      layer.window.count(over: input.width, size: layer.window.width)
    )
    let output = graph.addImages(
      layer.convolution, input.images, height: height, width: width, channels: weight.shape[0])
    var node = ConvolutionNode(
      input: input, output: output, window: layer.window, matrix: Matrix(imageConvolution: weight),
      repeatsWeights: use.repeatsWeights)
    guard kind == .group else {
      let folded = BatchNormFold(of: layer.norm, in: parameters)
      node.matrix = Matrix(imageConvolution: folded.scaled(weight))
      (node.bias, node.residual, node.relu) = (folded.bias, residual, layer.relu)
      graph.encode.append(GraphNode(name: layer.convolution, kind: .convolution(node)))
      return output
    }
    graph.encode.append(GraphNode(name: layer.convolution, kind: .convolution(node)))
    // Of the layers before a norm only the first is recorded by itself.
    if layer.window == ResNet18.stem { nameImages(layer.convolution, output, use) }
    let normed = graph.addImages(layer.norm, input.images, height: height, width: width, channels: weight.shape[0])
    graph.encode.append(
      GraphNode(
        name: layer.norm,
        kind: .imageNorm(
          ImageNormNode(
            input: output, output: normed, groups: weight.shape[0] / ResNet18.groupWidth,
            gamma: vector("\(layer.norm).weight"), beta: vector("\(layer.norm).bias"), residual: residual,
            relu: layer.relu))))
    return normed
  }

  /// Tells which layer of the trained network the last node has completed.
  mutating func nameImages(_ name: String, _ images: ImageValue, _ use: ResNet18.Use) {
    guard !use.isShared else { return }
    graph.encode[graph.encode.count - 1].layers.append(
      GraphNode.Layer(name: name, view: images.view, transposedParts: images.images))
  }
}

import EdgeRuntime

extension MultiStagePointNet {
  /// Adds the stages, one operation each.
  ///
  /// A stage ends where the maxima of all points are needed. They are the same for all points of a frame, so their half
  /// of a global layer is a product of one row a frame, and takes the place of the layer's bias.
  func addNodes(points: ValueView, features: ValueView, to builder: inout GraphBuilder) {
    let prefix = Self.prefix
    let frames = features.rows
    let slices = Self.slices(of: points, frames: frames)
    let stages = builder.graph.add("stages", rows: points.rows, columns: stageCount * hiddenWidth)
    var input = points
    var opening = builder.pointLayer("\(prefix).conv_in", relu: true)
    var common: ValueView?
    for stage in 0...stageCount {
      var layers = [opening]
      var kept: [ValueView?] = [
        stage == 0 ? nil : stages.columns((stage - 1) * hiddenWidth..<stage * hiddenWidth)
      ]
      var name = stage == 0 ? "\(prefix).conv_in" : "\(prefix).global_layers.\(stage - 1)"
      var rows: ValueView?
      if stage < stageCount {
        layers.append(builder.pointLayer("\(prefix).layers.\(stage)", relu: true))
        rows = builder.graph.add("stage \(stage)", rows: points.rows, columns: hiddenWidth)
        kept.append(rows)
        name += " + layers.\(stage)"
      }
      let partial = rows.map { _ in
        builder.graph.add("partial maxima", rows: frames * slices, columns: hiddenWidth)
      }
      builder.graph.encode.append(
        GraphNode(
          name: name,
          kind: .pointStage(
            PointStageNode(
              input: input, frames: frames, slices: slices, common: common, layers: layers, kept: kept,
              maxima: partial))))
      guard let rows, let partial else { break }
      let maxima = builder.graph.add("maxima", rows: frames, columns: hiddenWidth)
      builder.graph.encode.append(
        GraphNode(name: "\(prefix).max.\(stage)", kind: .maximum(input: partial, output: maxima)))
      (opening, common) = addGlobalLayer(stage, maxima: maxima, to: &builder)
      input = rows
    }
    addOutput(stages, features: features, to: &builder)
  }

  /// Adds what the points of a frame have in common in a global layer; returns the layer of a point alone beside it.
  private func addGlobalLayer(
    _ stage: Int, maxima: ValueView, to builder: inout GraphBuilder
  ) -> (layer: PointLayerNode, common: ValueView) {
    let name = "\(Self.prefix).global_layers.\(stage)"
    var ofMaxima = Matrix(convolution: builder.tensor("\(name).weight"))
    ofMaxima.channels = hiddenWidth..<2 * hiddenWidth
    let common = builder.graph.add("common \(stage)", rows: maxima.rows, columns: hiddenWidth)
    let part = ProductPartNode(matrices: [ofMaxima], bias: builder.vector("\(name).bias"), output: common)
    builder.graph.encode.append(
      GraphNode(
        name: "\(name) of the maxima",
        kind: .product(ProductNode(input: maxima, rows: maxima.rows, parts: [part]))))
    var layer = builder.pointLayer(name, relu: true)
    layer.matrix.channels = 0..<hiddenWidth
    layer.bias = []
    return (layer, common)
  }

  private func addOutput(_ stages: ValueView, features: ValueView, to builder: inout GraphBuilder) {
    let layer = builder.pointLayer("\(Self.prefix).conv_out", relu: false)
    let partial = addPointEncode(
      "\(Self.prefix).conv_out", input: stages, frames: features.rows, layers: [layer], to: &builder)
    builder.graph.encode.append(
      GraphNode(
        name: "\(Self.prefix).max", kind: .maximum(input: partial, output: features),
        layers: [GraphNode.Layer(name: Self.prefix, view: features)]))
  }
}

extension GraphBuilder {
  /// A layer of each point by itself, which trainers write as a convolution of one tap.
  fileprivate func pointLayer(_ name: String, relu: Bool) -> PointLayerNode {
    PointLayerNode(
      matrix: Matrix(convolution: tensor("\(name).weight")), bias: vector("\(name).bias"), norm: nil, relu: relu)
  }
}

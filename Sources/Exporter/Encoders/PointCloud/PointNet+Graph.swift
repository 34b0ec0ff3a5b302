import EdgeRuntime

extension PointNet {
  func addNodes(points: ValueView, features: ValueView, to builder: inout GraphBuilder) {
    let prefix = Self.prefix
    // Linear layers stand at 0, 3, 6 (and 9 with colour), each but the colour variant's last followed by its norm.
    var layers: [PointLayerNode] = []
    while builder.has("\(prefix).mlp.\(3 * layers.count).weight") {
      let index = 3 * layers.count
      let isBareLast = points.columns == 6 && index == 9
      layers.append(
        PointLayerNode(
          matrix: Matrix(linear: builder.tensor("\(prefix).mlp.\(index).weight")),
          bias: builder.vector("\(prefix).mlp.\(index).bias"),
          norm: layerNorm && !isBareLast
            ? (builder.vector("\(prefix).mlp.\(index + 1).weight"), builder.vector("\(prefix).mlp.\(index + 1).bias"))
            : nil,
          relu: !isBareLast))
    }
    let partial = addPointEncode("\(prefix).mlp", input: points, frames: features.rows, layers: layers, to: &builder)
    let pooled = builder.graph.add("pooled", rows: features.rows, columns: partial.columns)
    builder.graph.encode.append(GraphNode(name: "\(prefix).max", kind: .maximum(input: partial, output: pooled)))
    addProjection(pooled, prefix: "\(prefix).final_projection", features: features, to: &builder)
    builder.graph.encode[builder.graph.encode.count - 1].layers.append(GraphNode.Layer(name: prefix, view: features))
  }

  private func addProjection(
    _ pooled: ValueView, prefix: String, features: ValueView, to builder: inout GraphBuilder
  ) {
    let linear = finalLayerNorm ? "\(prefix).0" : prefix
    builder.addLinear(linear, input: pooled, output: features)
    guard finalLayerNorm else { return }
    builder.graph.encode.append(
      GraphNode(
        name: "\(prefix).1",
        kind: .layerNormalize(
          input: features, output: features, gamma: builder.vector("\(prefix).1.weight"),
          beta: builder.vector("\(prefix).1.bias"))))
  }
}

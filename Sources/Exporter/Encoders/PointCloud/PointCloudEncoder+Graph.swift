import EdgeRuntime

extension PointCloudEncoder {
  /// Slices of a frame's cloud: enough to share among the threads of a small board, few enough to join cheaply.
  private static let slicesPerFrame = 8

  /// Adds normalisers, point network and state network; returns the features (To, F).
  func addNodes(to builder: inout GraphBuilder) -> ValueView {
    let points = addCloud(to: &builder)
    let features = builder.graph.add(
      "features", rows: builder.description.observationSteps, columns: featureWidth)
    addPointNetwork(points, features: features.columns(0..<pointFeatureWidth), to: &builder)
    addStateNetwork(features: features.columns(pointFeatureWidth..<features.columns), to: &builder)
    let last = builder.graph.encode.count - 1
    builder.graph.encode[last].layers.append(GraphNode.Layer(name: "obs_encoder", view: features))
    return features
  }

  /// Adds the normalised cloud of all frames, with the robot's own points behind each frame's.
  private func addCloud(to builder: inout GraphBuilder) -> ValueView {
    let frames = builder.description.observationSteps
    let columns = pointColumns
    var keys = [("point_cloud", pointCount)]
    // The trainers cut the robot's points to the cloud's columns.
    if robotPointCount > 0 { keys.append(("imagin_robot", robotPointCount)) }
    let perFrame = pointCount + robotPointCount
    let cloud = builder.graph.add("cloud", rows: frames * perFrame, columns: columns)
    var firstPoint = 0
    for (key, count) in keys {
      let input = builder.graph.add(key, rows: frames * count, columns: columns)
      builder.graph.inputs.append(input)
      let normalizer = builder.parameters.normalizer(key).widened(to: columns)
      for frame in 0..<frames {
        builder.graph.encode.append(
          GraphNode(
            name: "normalizer.\(key)",
            kind: .normalize(
              input: input.rows(from: frame * count, count: count),
              output: cloud.rows(from: frame * perFrame + firstPoint, count: count),
              scale: normalizer.scale, offset: normalizer.offset)))
      }
      firstPoint += count
    }
    return cloud
  }

  private func addPointNetwork(_ points: ValueView, features: ValueView, to builder: inout GraphBuilder) {
    let frames = builder.description.observationSteps
    let prefix = "obs_encoder.extractor"
    // Linear layers stand at 0, 3, 6 (and 9 with colour), each but the colour variant's last followed by its norm.
    var layers: [PointLayerNode] = []
    while builder.has("\(prefix).mlp.\(3 * layers.count).weight") {
      let index = 3 * layers.count
      let hasNorm = builder.has("\(prefix).mlp.\(index + 1).weight")
      let isBareLast = pointColumns == 6 && index == 9
      layers.append(
        PointLayerNode(
          matrix: Matrix(linear: builder.tensor("\(prefix).mlp.\(index).weight")),
          bias: builder.vector("\(prefix).mlp.\(index).bias"),
          norm: hasNorm
            ? (builder.vector("\(prefix).mlp.\(index + 1).weight"), builder.vector("\(prefix).mlp.\(index + 1).bias"))
            : nil,
          relu: !isBareLast))
    }
    let width = layers[layers.count - 1].matrix.outputs
    let slices = min(Self.slicesPerFrame, points.rows / frames)
    let partial = builder.graph.add("partial maxima", rows: frames * slices, columns: width)
    let pooled = builder.graph.add("pooled", rows: frames, columns: width)
    builder.graph.encode.append(
      GraphNode(
        name: "\(prefix).mlp",
        kind: .pointEncode(input: points, frames: frames, slices: slices, output: partial, layers: layers)))
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

  private func addStateNetwork(features: ValueView, to builder: inout GraphBuilder) {
    let frames = builder.description.observationSteps
    let prefix = "obs_encoder.state_mlp"
    let input = builder.graph.add("agent_pos", rows: frames, columns: stateWidth)
    builder.graph.inputs.append(input)
    let state = builder.graph.add("state", rows: frames, columns: stateWidth)
    let normalizer = builder.parameters.normalizer("agent_pos").widened(to: stateWidth)
    builder.graph.encode.append(
      GraphNode(
        name: "normalizer.agent_pos",
        kind: .normalize(input: input, output: state, scale: normalizer.scale, offset: normalizer.offset)))
    let hidden = builder.graph.add("state hidden", rows: frames, columns: builder.tensor("\(prefix).0.weight").shape[0])
    builder.addLinear("\(prefix).0", input: state, output: hidden, epilogue: .relu)
    builder.addLinear("\(prefix).2", input: hidden, output: features)
    builder.graph.encode[builder.graph.encode.count - 1].layers.append(GraphNode.Layer(name: prefix, view: features))
  }
}

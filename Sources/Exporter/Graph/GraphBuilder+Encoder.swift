import EdgeRuntime

extension GraphBuilder {
  /// Slices of a frame's cloud: enough to share among the threads of a small board, few enough to join cheaply.
  private static let slicesPerFrame = 8

  /// Adds normalisers, point network and state network; returns the features (To, F).
  mutating func addEncoder() -> ValueView {
    let frames = description.observationSteps
    let points = addCloud()
    let stateWidth = tensor("obs_encoder.state_mlp.2.weight").shape[0]
    let features = graph.add(
      "features", rows: frames, columns: description.pointFeatureWidth + stateWidth)
    addPointNetwork(points, features: features.columns(0..<description.pointFeatureWidth))
    addStateNetwork(features: features.columns(description.pointFeatureWidth..<features.columns))
    let last = graph.encode.count - 1
    graph.encode[last].layers.append(GraphNode.Layer(name: "obs_encoder", view: features))
    return features
  }

  /// Adds the normalised cloud of all frames, with the robot's own points behind each frame's.
  private mutating func addCloud() -> ValueView {
    let frames = description.observationSteps
    let columns = description.pointColumns
    var keys = [("point_cloud", description.pointCount)]
    // The trainers cut the robot's points to the cloud's columns.
    if description.robotPointCount > 0 { keys.append(("imagin_robot", description.robotPointCount)) }
    let perFrame = description.pointCount + description.robotPointCount
    let cloud = graph.add("cloud", rows: frames * perFrame, columns: columns)
    var firstPoint = 0
    for (key, count) in keys {
      let input = graph.add(key, rows: frames * count, columns: columns)
      graph.inputs.append(input)
      let normalizer = parameters.normalizer(key).widened(to: columns)
      for frame in 0..<frames {
        graph.encode.append(
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

  private mutating func addPointNetwork(_ points: ValueView, features: ValueView) {
    let frames = description.observationSteps
    let prefix = "obs_encoder.extractor"
    // Linear layers stand at 0, 3, 6 (and 9 with colour), each but the colour variant's last followed by its norm.
    var layers: [PointLayerNode] = []
    while has("\(prefix).mlp.\(3 * layers.count).weight") {
      let index = 3 * layers.count
      let hasNorm = has("\(prefix).mlp.\(index + 1).weight")
      let isBareLast = description.pointColumns == 6 && index == 9
      layers.append(
        PointLayerNode(
          matrix: Matrix(linear: tensor("\(prefix).mlp.\(index).weight")),
          bias: vector("\(prefix).mlp.\(index).bias"),
          norm: hasNorm
            ? (vector("\(prefix).mlp.\(index + 1).weight"), vector("\(prefix).mlp.\(index + 1).bias")) : nil,
          relu: !isBareLast))
    }
    let width = layers[layers.count - 1].matrix.outputs
    let slices = min(GraphBuilder.slicesPerFrame, points.rows / frames)
    let partial = graph.add("partial maxima", rows: frames * slices, columns: width)
    let pooled = graph.add("pooled", rows: frames, columns: width)
    graph.encode.append(
      GraphNode(
        name: "\(prefix).mlp",
        kind: .pointEncode(input: points, frames: frames, slices: slices, output: partial, layers: layers)))
    graph.encode.append(GraphNode(name: "\(prefix).max", kind: .maximum(input: partial, output: pooled)))
    addProjection(pooled, prefix: "\(prefix).final_projection", features: features)
    graph.encode[graph.encode.count - 1].layers.append(GraphNode.Layer(name: prefix, view: features))
  }

  private mutating func addProjection(_ pooled: ValueView, prefix: String, features: ValueView) {
    let linear = description.finalLayerNorm ? "\(prefix).0" : prefix
    addLinear(linear, input: pooled, output: features)
    guard description.finalLayerNorm else { return }
    graph.encode.append(
      GraphNode(
        name: "\(prefix).1",
        kind: .layerNormalize(
          input: features, output: features, gamma: vector("\(prefix).1.weight"), beta: vector("\(prefix).1.bias"))))
  }

  private mutating func addStateNetwork(features: ValueView) {
    let frames = description.observationSteps
    let prefix = "obs_encoder.state_mlp"
    let input = graph.add("agent_pos", rows: frames, columns: description.stateWidth)
    graph.inputs.append(input)
    let state = graph.add("state", rows: frames, columns: description.stateWidth)
    let normalizer = parameters.normalizer("agent_pos").widened(to: description.stateWidth)
    graph.encode.append(
      GraphNode(
        name: "normalizer.agent_pos",
        kind: .normalize(input: input, output: state, scale: normalizer.scale, offset: normalizer.offset)))
    let hidden = graph.add("state hidden", rows: frames, columns: tensor("\(prefix).0.weight").shape[0])
    addLinear("\(prefix).0", input: state, output: hidden, epilogue: .relu)
    addLinear("\(prefix).2", input: hidden, output: features)
    graph.encode[graph.encode.count - 1].layers.append(GraphNode.Layer(name: prefix, view: features))
  }

  private mutating func addLinear(
    _ key: String, input: ValueView, output: ValueView, epilogue: EpilogueNode = .none
  ) {
    graph.encode.append(linear(key, input: input, output: output, epilogue: epilogue))
  }

  /// A linear layer of each row.
  func linear(
    _ key: String, input: ValueView, output: ValueView, epilogue: EpilogueNode = .none
  ) -> GraphNode {
    let part = ProductPartNode(
      matrices: [Matrix(linear: tensor("\(key).weight"))], bias: vector("\(key).bias"), output: output,
      epilogue: epilogue)
    return GraphNode(
      name: key, kind: .product(ProductNode(input: input, rows: output.rows, parts: [part])))
  }
}

import EdgeRuntime

extension PointCloudEncoder {
  /// Adds normalisers, point network and state network.
  func addNodes(to builder: inout GraphBuilder) -> ValueView {
    let points = addCloud(to: &builder)
    let features = builder.makeFeatures(columns: featureWidth)
    let width = extractor.featureWidth
    extractor.extractor.addNodes(points: points, features: features.columns(0..<width), to: &builder)
    addStateNetwork(features: features.columns(width..<features.columns), to: &builder)
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

import EdgeRuntime

extension GraphBuilder {
  /// Adds the encoder; returns its features: a row a frame, and zeros up to the horizon where a block reads them row by
  /// row.
  mutating func addFeatures() -> ValueView {
    let frames = description.policyEncoder.addNodes(to: &self)
    let features = graph.all(of: frames.value)
    if features.rows > frames.rows {
      let padding = features.rows(from: frames.rows, count: features.rows - frames.rows)
      graph.encode.append(GraphNode(name: "padding of features", kind: .clear(output: padding)))
    }
    return features
  }

  /// Makes the place that an encoder writes its features to: the rows of the frames.
  mutating func makeFeatures(columns: Int) -> ValueView {
    let frames = description.observationSteps
    let rows = description.conditioning == .local ? description.horizon : frames
    return graph.add("features", rows: rows, columns: columns).rows(from: 0, count: frames)
  }

  /// Writes the features where the sample has them, before the network sees it and before the sampler steps it.
  mutating func addInpainting(of features: ValueView) {
    let width = description.actionWidth
    let place = graph.sample.rows(from: 0, count: features.rows).columns(width..<width + features.columns)
    let ones = [Float](repeating: 1, count: features.columns)
    graph.network.append(
      GraphNode(
        name: "in-painting",
        kind: .normalize(input: features, output: place, scale: ones, offset: ones.map { _ in 0 })))
  }

  /// Adds the block that reads the features row by row; returns its output (T, first width).
  ///
  /// The trainers' code has a second one, of which nothing is read.
  mutating func addLocalBlock(of features: ValueView, modulation: inout Modulation) -> ValueView {
    addBlock(localBlockName, input: features, output: nil, modulation: &modulation)
  }

  var localBlockName: String { "\(names.root).local_cond_encoder.0" }
}

extension GraphBuilder {
  /// Adds an observation that is normalised and nothing more: a row of `output` a frame.
  mutating func addVector(_ name: String, output: ValueView) {
    let input = graph.add(name, rows: output.rows, columns: output.columns)
    graph.inputs.append(input)
    let normalizer = parameters.normalizer(name).widened(to: output.columns)
    graph.encode.append(
      GraphNode(
        name: "normalizer.\(name)",
        kind: .normalize(input: input, output: output, scale: normalizer.scale, offset: normalizer.offset)))
  }
}

extension GraphBuilder {
  /// Adds an observation that is normalised and nothing more: a row of `output` a frame.
  mutating func addVector(_ name: String, output: ValueView) {
    let input = graph.add(name, rows: output.rows, columns: output.columns)
    graph.inputs.append(input)
    var from = input
    for step in parameters.normalizer(name).widened(to: output.columns).steps {
      graph.encode.append(
        GraphNode(
          name: "normalizer.\(name)",
          kind: .normalize(input: from, output: output, scale: step.scale, offset: step.offset)))
      from = output
    }
  }
}

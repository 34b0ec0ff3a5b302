extension GraphBuilder {
  /// Adds a linear layer to what runs once before the network.
  mutating func addLinear(
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

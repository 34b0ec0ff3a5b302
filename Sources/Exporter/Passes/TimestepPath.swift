import EdgeRuntime

/// The nodes from the timestep's embedding to its Mish, found by following values.
struct TimestepPath {
  /// Its columns of Mish of the global feature (1, D + G).
  let feature: ValueView
  /// Names of the nodes on the path.
  let nodeNames: Set<String>
  /// Layers that vanish with them.
  let layerNames: [String]
  private let embeddings: [[Float]]
  private let hidden: ProductPartNode
  private let output: ProductPartNode

  /// All paths of a graph, in the order of the columns that they fill; none where they are folded already.
  static func all(in graph: PolicyGraph) -> [TimestepPath] {
    graph.network.compactMap { TimestepPath(from: $0, in: graph) }.sorted { $0.feature.offset < $1.feature.offset }
  }

  /// The path that starts at a node, if one does.
  private init?(from node: GraphNode, in graph: PolicyGraph) {
    func reader(of view: ValueView) -> (node: GraphNode, product: ProductNode)? {
      for node in graph.network {
        if case .product(let product) = node.kind, product.input == view { return (node, product) }
      }
      return nil
    }
    guard case .rowConstant(let rows, let embedding) = node.kind, let first = reader(of: embedding),
      let second = reader(of: first.product.parts[0].output)
    else { return nil }
    let step = second.product.parts[0].output
    for last in graph.network {
      guard case .mish(let input, let feature) = last.kind, input == step else { continue }
      self.feature = feature
      nodeNames = [node.name, first.node.name, second.node.name, last.name]
      layerNames = (node.layers + first.node.layers + second.node.layers).map(\.name)
      embeddings = rows
      hidden = first.product.parts[0]
      output = second.product.parts[0]
      return
    }
    return nil
  }

  /// Mish of the timestep's feature for each row of the sampler.
  func features() -> [[Double]] {
    embeddings.map { embedding in
      let first = affine(hidden, embedding.map(Double.init)).map(Elementary.mish)
      return affine(output, first).map(Elementary.mish)
    }
  }

  private func affine(_ part: ProductPartNode, _ input: [Double]) -> [Double] {
    let matrix = part.matrices[0]
    return (0..<matrix.outputs).map { output in
      var sum = Double(part.bias?[output] ?? 0)
      for channel in input.indices {
        sum += Double(matrix.tensor.values[matrix.index(output: output, tap: 0, channel: channel)]) * input[channel]
      }
      return sum
    }
  }
}

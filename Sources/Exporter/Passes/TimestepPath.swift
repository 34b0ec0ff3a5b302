import EdgeRuntime

/// The nodes from the timestep's embedding to its Mish, found by following values.
struct TimestepPath {
  /// Mish of the global feature (1, D + G); the first `width` columns are the timestep's.
  let feature: ValueView
  /// D.
  let width: Int
  /// Names of the nodes on the path.
  let nodeNames: Set<String>
  /// Layers that vanish with them.
  let layerNames: [String]
  private let embeddings: [[Float]]
  private let hidden: ProductPartNode
  private let output: ProductPartNode

  /// Nil where the graph has no such path: it is folded already.
  init?(in graph: PolicyGraph) {
    func reader(of view: ValueView) -> (node: GraphNode, product: ProductNode)? {
      for node in graph.network {
        if case .product(let product) = node.kind, product.input == view { return (node, product) }
      }
      return nil
    }
    for node in graph.network {
      guard case .rowConstant(let rows, let embedding) = node.kind, let first = reader(of: embedding),
        let second = reader(of: first.product.parts[0].output)
      else { continue }
      let step = second.product.parts[0].output
      for last in graph.network {
        guard case .mish(let input, let feature) = last.kind, input == step else { continue }
        self.feature = feature
        width = feature.columns
        nodeNames = [node.name, first.node.name, second.node.name, last.name]
        layerNames = (node.layers + first.node.layers + second.node.layers).map(\.name)
        embeddings = rows
        hidden = first.product.parts[0]
        output = second.product.parts[0]
        return
      }
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

import EdgeRuntime

/// Folds what depends on the timestep alone.
///
/// A FiLM matrix reads Mish of [timestep feature, observation feature]. In a row of the sampler the first half is a
/// constant c, so W·[c, o] + b = W_o·o + (b + W_t·c): the timestep's network and its columns of W become a bias for
/// each row, and what is left of FiLM no longer depends on the row, so it leaves the network. The constants are
/// computed in float64 and rounded once.
enum TimestepFold {
  static func apply(to graph: inout PolicyGraph) {
    let paths = TimestepPath.all(in: graph)
    guard let feature = paths.first?.feature else { return }
    // One time's columns stand beside another's.
    let width = paths.reduce(0) { $0 + $1.feature.columns }
    let perPath = paths.map { $0.features() }
    let constants = graph.sampler.indices.map { row in perPath.flatMap { $0[row] } }
    var moved: [GraphNode] = []
    var biases: [Int: [[Float]]] = [:]
    for index in graph.network.indices {
      guard case .product(var product) = graph.network[index].kind, product.input.value == feature.value
      else { continue }
      for part in product.parts.indices {
        let matrix = product.parts[part].matrices[0]
        let shares = constants.map { products(of: matrix, with: $0) }
        biases[product.parts[part].output.offset] = shares
        product.parts[part].matrices[0].channels = width..<matrix.channels.upperBound
      }
      // Without observations nothing is left of it.
      guard product.input.columns > width else { continue }
      product.input = product.input.columns(width..<product.input.columns)
      var node = graph.network[index]
      node.kind = .product(product)
      moved.append(node)
    }
    if moved.isEmpty {
      // Whatever reads the modulation finds zeros, to which it adds its biases.
      let film = graph.network.lazy.compactMap(\.film).first
      moved = film.map { [GraphNode(name: "model.film", kind: .clear(output: graph.all(of: $0.view.value)))] } ?? []
    }
    let folded = paths.reduce(into: Set<String>()) { $0.formUnion($1.nodeNames) }
    graph.network = graph.network.filter { node in
      if case .product(let product) = node.kind, product.input.value == feature.value { return false }
      return !folded.contains(node.name)
    }
    graph.network = graph.network.map { addBiases(biases, to: $0) }
    graph.encode += moved
    graph.foldedLayers += paths.flatMap(\.layerNames)
  }

  /// W_t · c for the columns of `matrix` that `constant` fills.
  private static func products(of matrix: Matrix, with constant: [Double]) -> [Float] {
    (0..<matrix.outputs).map { output in
      var sum = 0.0
      for channel in constant.indices {
        sum += Double(matrix.tensor.values[matrix.index(output: output, tap: 0, channel: channel)]) * constant[channel]
      }
      return Float(sum)
    }
  }

  private static func addBiases(_ biases: [Int: [[Float]]], to node: GraphNode) -> GraphNode {
    guard case .product(var product) = node.kind else { return node }
    for part in product.parts.indices {
      guard case .groupNorm(var norm) = product.parts[part].epilogue, let film = norm.film,
        let shares = biases[film.view.offset + film.view.columns - film.trainedCount]
      else { continue }
      let constant = [Float](repeating: 0, count: film.view.columns - film.trainedCount)
      norm.film?.biases = shares.map { share in
        zip(film.biases[0], constant + share).map { Float(Double($0) + Double($1)) }
      }
      product.parts[part].epilogue = .groupNorm(norm)
    }
    var node = node
    node.kind = .product(product)
    return node
  }
}

extension GraphNode {
  /// The modulation that its epilogue reads.
  fileprivate var film: GroupNormNode.Film? {
    guard case .product(let product) = kind, case .groupNorm(let norm) = product.parts[0].epilogue else { return nil }
    return norm.film
  }
}

import EdgeRuntime

/// Joins products that read the same windows, so that they run as one operation.
///
/// Matrices whose outputs stand side by side are stacked: the FiLM matrices of all blocks become one. A convolution
/// and the residual one beside it become the two parts of a product where their windows are alike: at levels of one
/// row. Each output's sum is what it was, to the bit.
enum ProductMerge {
  static func apply(to graph: inout PolicyGraph) {
    graph.encode = merged(graph.encode)
    graph.network = merged(graph.network)
  }

  private static func merged(_ nodes: [GraphNode]) -> [GraphNode] {
    var result: [GraphNode] = []
    for node in nodes {
      if let last = result.last, let both = joined(last, node) {
        result[result.count - 1] = both
      } else {
        result.append(node)
      }
    }
    return result
  }

  private static func joined(_ first: GraphNode, _ second: GraphNode) -> GraphNode? {
    guard case .product(var product) = first.kind, case .product(let other) = second.kind,
      product.input == other.input, product.stride == other.stride, product.rows == other.rows,
      product.tapCount == other.tapCount, other.parts.count == 1
    else { return nil }
    let part = other.parts[0]
    var node = first
    node.layers += second.layers
    if let stacked = stack(product.parts[product.parts.count - 1], part) {
      product.parts[product.parts.count - 1] = stacked
      node.name = commonName(first.name, second.name)
    } else {
      guard product.parts.count < Product.maxPartCount,
        product.parts.allSatisfy({ $0.firstRow == part.firstRow && ($0.bias == nil) == (part.bias == nil) })
      else { return nil }
      product.parts.append(part)
      node.name = "\(first.name) + \(second.name.split(separator: ".").last ?? "")"
    }
    node.kind = .product(product)
    return node
  }

  /// One part of both, where neither has an epilogue or a bias and the second's output follows the first's.
  private static func stack(_ first: ProductPartNode, _ second: ProductPartNode) -> ProductPartNode? {
    guard case .none = first.epilogue, case .none = second.epilogue, first.bias == nil, second.bias == nil,
      first.firstRow == second.firstRow, first.output.value == second.output.value,
      first.output.rowStride == second.output.rowStride,
      second.output.offset == first.output.offset + first.output.columns
    else { return nil }
    var both = first
    both.matrices += second.matrices
    both.output.columns += second.output.columns
    return both
  }

  private static func commonName(_ first: String, _ second: String) -> String {
    first.hasSuffix(".cond_encoder.1") || first == "model.film" ? "model.film" : "\(first) + \(second)"
  }
}

/// Drops window positions that read padding whatever the output row.
///
/// The horizon is fixed, so at a level of one row a convolution of five taps only ever uses its centre. Padding is
/// zero and sums join tap by tap, so what is left is the same to the bit.
enum DeadTaps {
  static func apply(to graph: inout PolicyGraph) {
    graph.network = graph.network.map { node in
      guard case .product(var product) = node.kind else { return node }
      let inputRows = product.input.rows
      let live = product.parts.map {
        $0.livePositions(rows: product.rows, stride: product.stride, inputRows: inputRows)
      }
      // Parts share the window's length: it shrinks to the longest that one of them needs.
      let length = live.map { ($0.last ?? 0) - ($0.first ?? 0) + 1 }.max() ?? product.tapCount
      for index in product.parts.indices {
        let first = min(live[index].first ?? 0, product.tapCount - length)
        product.parts[index].keepPositions(first..<first + length)
      }
      var node = node
      node.kind = .product(product)
      return node
    }
  }
}

extension ProductPartNode {
  fileprivate mutating func keepPositions(_ range: Range<Int>) {
    for index in matrices.indices { matrices[index].taps = Array(matrices[index].taps[range]) }
    firstRow += range.lowerBound
  }
}

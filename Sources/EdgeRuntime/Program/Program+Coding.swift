extension Program {
  // SAFETY: `Program.validate` has found the tensors in the weights and as long as the matrices.

  /// Codes the weights of products of few rows where they stand (decisions 15 and 16), and tells the products so.
  ///
  /// - Parameters:
  ///   - kernels: What will multiply by them, and says where it gains by codes.
  ///   - weights: What it multiplies by; changed in place.
  mutating func codeWeights(for kernels: KernelSet, in weights: Weights) {
    guard kernels.codedRows > 0 else { return }
    var matrices = codableMatrices(mostRows: kernels.codedRows, tensorCount: weights.tensors.entries.count)
    let halves = matrices.indices.filter { matrices[$0]?.format == .float16 }
    if halves.reduce(0, { $0 + (matrices[$1]?.byteCount ?? 0) }) < kernels.leastCodedHalfBytes {
      for tensor in halves { matrices[tensor] = nil }
    }
    for tensor in matrices.indices {
      unsafe matrices[tensor]?.code(at: weights.start(of: tensor))
    }
    for index in operations.indices {
      guard case .product(var product) = operations[index], let matrix = matrices[product.matrix.tensor] else {
        continue
      }
      product.matrix = matrix
      operations[index] = .product(product)
    }
  }

  /// For each tensor the matrix of floats or halves that all who read it multiply few rows by, or nil.
  private func codableMatrices(mostRows: Int, tensorCount: Int) -> [PackedMatrix?] {
    var matrices = [PackedMatrix?](repeating: nil, count: tensorCount)
    var hasOtherReaders = [Bool](repeating: false, count: tensorCount)
    for operation in operations {
      var codable: PackedMatrix?
      if case .product(let product) = operation, product.matrix.isCodable, product.rows <= mostRows {
        codable = product.matrix
      }
      for use in operation.facts(samplerRows: 1).tensorUses {
        if let matrix = codable, use.tensor == matrix.tensor, matrices[use.tensor] ?? matrix == matrix {
          matrices[use.tensor] = matrix
          // What else it reads there is no matrix.
          codable = nil
        } else {
          hasOtherReaders[use.tensor] = true
        }
      }
    }
    for tensor in matrices.indices where hasOtherReaders[tensor] { matrices[tensor] = nil }
    return matrices
  }
}

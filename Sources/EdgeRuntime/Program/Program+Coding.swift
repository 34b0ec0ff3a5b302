extension Program {
  // SAFETY: `Program.validate` has found the tensors in the weights and as long as the matrices.

  /// Codes the weights of products of few rows where they stand (decision 15), and tells the products so.
  ///
  /// - Parameters:
  ///   - mostRows: Rows of a product up to which its kernel is faster with coded weights; `KernelSet.codedRows`.
  ///   - tensors: Where the tensors stand in `weights`.
  ///   - weights: The weights section.
  mutating func codeWeights(mostRows: Int, tensors: TensorTable, weights: Memory) {
    guard mostRows > 0 else { return }
    var isCoded = [Bool](repeating: false, count: tensors.entries.count)
    for (tensor, matrix) in codableMatrices(mostRows: mostRows, tensorCount: isCoded.count).enumerated() {
      guard let matrix else { continue }
      let start = unsafe weights.start + Int(tensors.entries[tensor].byteOffset)
      let coder = unsafe WeightCoder(of: matrix, at: start)
      guard coder.isShorter else { continue }
      unsafe coder.write(to: start)
      isCoded[tensor] = true
    }
    for index in operations.indices {
      guard case .product(var product) = operations[index], isCoded[product.matrix.tensor] else { continue }
      product.matrix.format = .coded
      operations[index] = .product(product)
    }
  }

  /// For each tensor the matrix of floats that all who read it multiply few rows by, or nil.
  private func codableMatrices(mostRows: Int, tensorCount: Int) -> [PackedMatrix?] {
    var matrices = [PackedMatrix?](repeating: nil, count: tensorCount)
    var hasOtherReaders = [Bool](repeating: false, count: tensorCount)
    for operation in operations {
      var codable: PackedMatrix?
      if case .product(let product) = operation, product.matrix.format == .float32, product.rows <= mostRows,
        product.channels % CodedRun.depth == 0
      {
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

import CKernels

extension ExecutionContext {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// Multiplies rows of floats by a matrix whose products are sums of floats, from `panel` on.
  ///
  /// - Parameter product: The rows, the bias and where the sums go; its weights are set here.
  func multiply(_ product: edge_gemm_f32, by matrix: PackedMatrix, from panel: Int) {
    switch matrix.format {
    case .float32:
      var product = unsafe product
      unsafe product.weights = floats(of: matrix, panel: panel)
      unsafe kernels.gemm(&product)
    case .float16:
      var job = unsafe edge_gemm_f16(product: product, weights: halves(of: matrix, panel: panel))
      unsafe kernels.gemmF16(&job)
    case .int8(let format):
      var job = unsafe edge_gemm_w8(
        product: product, weights: bytes(of: matrix, panel: panel), chunk_length: Int32(format.chunkLength))
      unsafe kernels.gemmW8(&job)
    }
  }
}

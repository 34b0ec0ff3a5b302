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
      unsafe product.weights = weights(of: matrix, from: panel)
      unsafe kernels.gemm(&product)
    case .float16:
      var job = unsafe edge_gemm_f16(product: product, weights: weights(of: matrix, from: panel))
      unsafe kernels.gemmF16(&job)
    case .codedFloat16:
      var job = unsafe edge_gemm_c16(product: product, weights: weights(of: matrix, from: panel))
      unsafe kernels.gemmC16(&job)
    case .codedFloat32:
      var job = unsafe edge_gemm_c32(product: product, weights: weights(of: matrix, from: panel))
      unsafe kernels.gemmC32(&job)
    case .int8(let format):
      var job = unsafe edge_gemm_w8(
        product: product, weights: weights(of: matrix, from: panel), chunk_length: Int32(format.chunkLength))
      unsafe kernels.gemmW8(&job)
    }
  }

  /// Multiplies rows of bytes by a matrix whose products are sums of integers, from `panel` on.
  ///
  /// - Parameters:
  ///   - quantized: The rows as `QuantizedRows` hands them over; the rest is set here.
  ///   - format: That of the matrix.
  ///   - bias: Of the first column.
  ///   - rows: Rows of the output.
  ///   - columns: Its columns.
  func multiply(
    _ quantized: edge_gemm_i8, by matrix: PackedMatrix, _ format: Int8Format, from panel: Int,
    bias: UnsafePointer<Float>?, to destination: Destination, rows: Int, columns: Int
  ) {
    var product = unsafe quantized
    unsafe product.weights = weights(of: matrix, from: panel)
    unsafe product.bias = bias
    unsafe product.output = destination.start
    unsafe product.output_row_stride = destination.rowStride
    unsafe product.rows = Int32(rows)
    unsafe product.taps = Int32(matrix.taps)
    unsafe product.chunk_length = Int32(format.chunkLength)
    unsafe product.columns = Int32(columns)
    unsafe kernels.gemmInt8(&product)
  }
}

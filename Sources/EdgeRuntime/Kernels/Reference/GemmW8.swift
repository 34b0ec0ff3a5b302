import CKernels

extension Reference {
  // SAFETY: reads and writes the rows and columns that its argument struct gives; who fills it in answers for them.

  /// Multiplies rows of activations by packed int8 weights (equation 10 of docs/quantization.md).
  ///
  /// As in `gemm`, a product is rounded before it is added, which the kernels do not: per column the two differ by at
  /// most a rounding of each product.
  ///
  /// - Shapes: those of `gemm`; the weights as `Int8Format` lays them out.
  static func gemmW8(_ pointer: UnsafePointer<edge_gemm_w8>) {
    let (product, chunkLength) = unsafe (pointer.pointee.product, Int(pointer.pointee.chunk_length))
    let panelByteCount = unsafe Int8Format(activation: .floats, chunkLength: chunkLength)
      .panelByteCount(taps: Int(product.taps), channels: Int(product.channels))
    unsafe forEachTotal(
      rows: product.rows, columns: product.columns, bias: product.bias, output: product.output,
      rowStride: product.output_row_stride
    ) { total, row, panel in
      unsafe addTaps(
        to: &total, of: pointer.pointee, row: row, weights: pointer.pointee.weights + panel * panelByteCount)
    }
  }

  private static func addTaps(
    to total: inout Lanes, of job: edge_gemm_w8, row: Int, weights: UnsafePointer<Int8>
  ) {
    var weights = unsafe weights
    let product = unsafe job.product
    for tap in unsafe 0..<Int(product.taps) {
      let input = unsafe window(row, of: product) + tap * product.input_tap_stride
      for first in unsafe stride(from: 0, to: Int(product.channels), by: Int(job.chunk_length)) {
        let length = unsafe min(Int(job.chunk_length), Int(product.channels) - first)
        let chunk = unsafe Int8Chunk(weights: weights, first: first, channels: length)
        let scales = chunk.scales
        var partial = Lanes.zero
        for channel in 0..<length {
          unsafe partial += chunk.weights(ofChannel: channel) * scales * input[first + channel]
        }
        total += partial
        unsafe weights = chunk.end
      }
    }
  }
}

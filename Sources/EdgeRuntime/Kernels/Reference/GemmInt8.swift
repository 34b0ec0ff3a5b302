import CKernels

extension Reference {
  // SAFETY: reads and writes the rows and columns that its argument struct gives; who fills it in answers for them.

  /// Multiplies quantised rows by packed int8 weights (equation 5, 6 and 8 of docs/quantization.md).
  ///
  /// - Shapes: `input` is rows of bytes by `input_stride`, `weights` as `Int8Format` lays them out, `bias`
  ///   (panels, 16), `output` (rows, columns) by its stride.
  static func gemmInt8(_ pointer: UnsafePointer<edge_gemm_i8>) {
    let product = unsafe pointer.pointee
    let panelByteCount = unsafe panelByteCount(of: product)
    unsafe forEachTotal(
      rows: product.rows, columns: product.columns, bias: product.bias, output: product.output,
      rowStride: product.output_row_stride
    ) { total, row, panel in
      unsafe addTaps(to: &total, of: product, row: row, weights: product.weights + panel * panelByteCount)
    }
  }

  private static func panelByteCount(of product: edge_gemm_i8) -> Int {
    unsafe Int8Format(activation: .rows, chunkLength: Int(product.chunk_length))
      .panelByteCount(taps: Int(product.taps), channels: Int(product.channels))
  }

  private static func addTaps(
    to total: inout Lanes, of product: edge_gemm_i8, row: Int, weights: UnsafePointer<Int8>
  ) {
    var weights = unsafe weights
    for tap in unsafe 0..<Int(product.taps) {
      let line = unsafe row * Int(product.row_step) + tap * Int(product.tap_step)
      for first in unsafe stride(from: 0, to: Int(product.channels), by: Int(product.chunk_length)) {
        let length = unsafe min(Int(product.chunk_length), Int(product.channels) - first)
        let chunk = unsafe Int8Chunk(weights: weights, first: first, channels: length)
        for lane in 0..<PanelLayout.width {
          let d =
            unsafe product.is_wide == 0 ? difference(product, chunk, line, lane) : wide(product, chunk, line, lane)
          unsafe total[lane] += Float(d) * (chunk.scale(lane) * product.scales[line])
        }
        unsafe weights = chunk.end
      }
    }
  }

  /// Equation 5.
  private static func difference(_ product: edge_gemm_i8, _ chunk: Int8Chunk, _ line: Int, _ lane: Int) -> Int32 {
    let sum = unsafe chunk.sum(of: product.input + line * product.input_stride, lane: lane)
    return unsafe sum - product.zeros[line] * chunk.weightSum(lane)
  }

  /// Equation 8.
  private static func wide(_ product: edge_gemm_i8, _ chunk: Int8Chunk, _ line: Int, _ lane: Int) -> Int32 {
    let offset = 128 * chunk.weightSum(lane)
    let high = unsafe chunk.sum(of: product.input + 2 * line * product.input_stride, lane: lane) - offset
    let low = unsafe chunk.sum(of: product.input + (2 * line + 1) * product.input_stride, lane: lane) - offset
    return 256 * high + low
  }
}

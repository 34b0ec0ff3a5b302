import CKernels

extension Reference {
  // SAFETY: reads and writes the rows and columns that its argument struct gives; who fills it in answers for them.

  /// Multiplies rows of activations by packed weights of half precision: `gemm` over the floats they stand for.
  ///
  /// - Shapes: those of `gemm`.
  static func gemmF16(_ pointer: UnsafePointer<edge_gemm_f16>) {
    guard let weights = unsafe pointer.pointee.weights else { preconditionFailure("a product has weights") }
    let product = unsafe pointer.pointee.product
    let panelLength = unsafe Int(product.taps) * Int(product.channels) * PanelLayout.width
    unsafe forEachTotal(
      rows: product.rows, columns: product.columns, bias: product.bias, output: product.output,
      rowStride: product.output_row_stride
    ) { total, row, panel in
      unsafe addTaps(to: &total, of: product, row: row) { channel in
        let start = unsafe weights + panel * panelLength + channel * PanelLayout.width
        var lanes = Lanes.zero
        for lane in 0..<PanelLayout.width { lanes[lane] = unsafe HalfPrecision.float(start[lane]) }
        return lanes
      }
    }
  }
}

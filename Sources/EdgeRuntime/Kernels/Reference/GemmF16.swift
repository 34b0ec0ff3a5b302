import CKernels

extension Reference {
  /// Multiplies rows of activations by packed weights of half precision: `gemm` over the floats they stand for.
  ///
  /// - Shapes: those of `gemm`.
  static func gemmF16(_ pointer: UnsafePointer<edge_gemm_f16>) {
    guard let weights = pointer.pointee.weights else { preconditionFailure("a product has weights") }
    let product = pointer.pointee.product
    let panelLength = Int(product.taps) * Int(product.channels) * PanelLayout.width
    forEachTotal(
      rows: product.rows, columns: product.columns, bias: product.bias, output: product.output,
      rowStride: product.output_row_stride
    ) { total, row, panel in
      addTaps(to: &total, of: product, row: row) { channel in
        let start = weights + panel * panelLength + channel * PanelLayout.width
        var lanes = Lanes.zero
        for lane in 0..<PanelLayout.width { lanes[lane] = HalfPrecision.float(start[lane]) }
        return lanes
      }
    }
  }
}

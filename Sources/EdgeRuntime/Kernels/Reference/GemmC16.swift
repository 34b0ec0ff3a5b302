import CKernels

extension Reference {
  // SAFETY: reads and writes the rows and columns that its argument struct gives; who fills it in answers for them.

  /// Multiplies rows of activations by coded weights of half precision: `gemm` over the floats they stand for.
  ///
  /// - Shapes: those of `gemm`; the weights as `CodedFloat16Run` lays them out.
  static func gemmC16(_ pointer: UnsafePointer<edge_gemm_c16>) {
    guard let weights = unsafe pointer.pointee.weights else { preconditionFailure("a product has weights") }
    let product = unsafe pointer.pointee.product
    let channels = unsafe Int(product.channels)
    let tapByteCount = CodedFloat16Run.byteCount(channels: channels)
    let runByteCount = CodedFloat16Run.byteCount(channels: PanelLayout.chunkLength)
    let panelByteCount = unsafe Int(product.taps) * tapByteCount
    unsafe forEachTotal(
      rows: product.rows, columns: product.columns, bias: product.bias, output: product.output,
      rowStride: product.output_row_stride
    ) { total, row, panel in
      unsafe addTaps(to: &total, of: product, row: row) { channel in
        let (tap, channel) = (channel / channels, channel % channels)
        let run = channel / PanelLayout.chunkLength
        return unsafe CodedFloat16Run(at: weights + panel * panelByteCount + tap * tapByteCount + run * runByteCount)
          .weights(ofChannel: channel % PanelLayout.chunkLength)
      }
    }
  }
}

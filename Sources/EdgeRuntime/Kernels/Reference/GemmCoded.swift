import CKernels

extension Reference {
  // SAFETY: reads and writes the rows and columns that its argument struct gives; who fills it in answers for them.

  /// Multiplies rows of activations by coded weights of half precision: `gemm` over the floats they stand for.
  ///
  /// - Shapes: those of `gemm`; the weights as `CodedFloat16Run` lays them out.
  static func gemmC16(_ job: UnsafePointer<edge_gemm_c16>) {
    unsafe multiply(job.pointee.product, by: job.pointee.weights, of: CodedFloat16Run.self)
  }

  /// Multiplies rows of activations by coded float32 weights: `gemm` over the floats they stand for.
  ///
  /// - Shapes: those of `gemm`; the weights as `CodedFloat32Run` lays them out.
  static func gemmC32(_ job: UnsafePointer<edge_gemm_c32>) {
    unsafe multiply(job.pointee.product, by: job.pointee.weights, of: CodedFloat32Run.self)
  }

  @inline(__always)
  private static func multiply<Run: CodedRun>(
    _ product: edge_gemm_f32, by weights: UnsafePointer<UInt8>?, of run: Run.Type
  ) {
    guard let weights = unsafe weights else { preconditionFailure("a product has weights") }
    let channels = unsafe Int(product.channels)
    let tapByteCount = Run.byteCount(channels: channels)
    let runByteCount = Run.byteCount(channels: PanelLayout.chunkLength)
    let panelByteCount = unsafe Int(product.taps) * tapByteCount
    unsafe forEachTotal(
      rows: product.rows, columns: product.columns, bias: product.bias, output: product.output,
      rowStride: product.output_row_stride
    ) { total, row, panel in
      unsafe addTaps(to: &total, of: product, row: row) { channel in
        let (tap, channel) = (channel / channels, channel % channels)
        let run = channel / PanelLayout.chunkLength
        return unsafe Run(at: weights + panel * panelByteCount + tap * tapByteCount + run * runByteCount)
          .weights(ofChannel: channel % PanelLayout.chunkLength)
      }
    }
  }
}

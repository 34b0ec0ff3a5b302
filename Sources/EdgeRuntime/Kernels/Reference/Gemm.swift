import CKernels

extension Reference {
  // SAFETY: reads and writes the rows and columns that its argument struct gives; who fills it in answers for them.

  /// Multiplies rows of activations by packed weights.
  ///
  ///     total[r][n] = bias[n]
  ///     for tap, for chunk of at most 256 channels of that tap:
  ///         partial = 0;  for c in chunk: partial = partial + x[r][tap][c] · w[tap][c][n]
  ///         total[r][n] = total[r][n] + partial
  ///
  /// The sums are those of the kernels in their order, but a product is rounded before it is added: a
  /// fused multiply-add without the instruction for it is a function call. Per column the two differ by
  /// at most a rounding of each product.
  ///
  /// - Shapes: `input` is windows of (taps, channels) by strides, `weights` (panels, taps, channels, 16),
  ///   `bias` (panels, 16), `output` (rows, columns) by its stride.
  static func gemm(_ pointer: UnsafePointer<edge_gemm_f32>) {
    let product = unsafe pointer.pointee
    let panelLength = unsafe Int(product.taps) * Int(product.channels) * panelWidth
    unsafe forEachTotal(
      rows: product.rows, columns: product.columns, bias: product.bias, output: product.output,
      rowStride: product.output_row_stride
    ) { total, row, panel in
      unsafe addTaps(to: &total, of: product, row: row) {
        unsafe (product.weights + panel * panelLength + $0 * panelWidth).lanes
      }
    }
  }

  private static var panelWidth: Int { PanelLayout.width }
  private static var chunkLength: Int { PanelLayout.chunkLength }

  /// Where the window of a row begins.
  @inline(__always)
  static func window(_ row: Int, of product: edge_gemm_f32) -> UnsafePointer<Float> {
    let place = unsafe product.input_places.map { unsafe $0[row] }
    return unsafe product.input + (place ?? row * product.input_row_stride)
  }

  /// Adds a panel's taps to `total`; `weights` gives the lanes of a channel, counted through all taps.
  @inline(__always)
  static func addTaps(
    to total: inout Lanes, of product: edge_gemm_f32, row: Int, weights: (_ channel: Int) -> Lanes
  ) {
    var first = 0
    for tap in unsafe 0..<Int(product.taps) {
      var input = unsafe window(row, of: product) + tap * product.input_tap_stride
      var remaining = unsafe Int(product.channels)
      while remaining > 0 {
        let length = min(chunkLength, remaining)
        var partial = Lanes.zero
        for channel in 0..<length {
          unsafe partial += weights(first + channel) * input[channel]
        }
        total += partial
        unsafe input += length
        first += length
        remaining -= length
      }
    }
  }
}

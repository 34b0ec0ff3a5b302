import CKernels

/// A thread's own bytes of the rows that a product's windows read: bytes, then a scale and a zero for each row.
struct QuantizedRows {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// Rows of the input.
  let rows: Int
  /// Floats between them.
  let inputStride: Int
  /// Rows between the windows of neighbouring output rows, and between the taps of one window.
  let rowStep, tapStep: Int
  private let channels: Int
  private let isWide: Bool

  /// - Parameter product: A product whose windows begin on rows: `extentsAgree` saw to it.
  init(of product: Product, format: Int8Format) {
    channels = product.channels
    isWide = format.activation == .wideRows
    if product.taps == 1 {
      (inputStride, rowStep, tapStep) = (product.inputRowStride, 1, 0)
      rows = product.rows
    } else {
      inputStride = product.inputTapStride
      tapStep = 1
      rowStep = product.inputTapStride > 0 ? product.inputRowStride / product.inputTapStride : 0
      rows = (product.rows - 1).saturatingProduct(rowStep).saturatingSum(product.taps)
    }
  }

  /// Rows of gathered windows: a row is a line of one, so that each line has its own scale.
  ///
  /// - Parameters:
  ///   - windows: How many.
  ///   - lines: Lines of a window.
  ///   - channels: Channels of a line, which are the floats between two.
  init(windows: Int, lines: Int, channels: Int) {
    rows = windows.saturatingProduct(lines)
    inputStride = channels
    (rowStep, tapStep) = (lines, 1)
    self.channels = channels
    isWide = false
  }

  /// - Parameters:
  ///   - rows: Rows that are read one by one.
  ///   - stride: Floats between them.
  init(rows: Int, stride: Int, channels: Int) {
    self.rows = rows
    inputStride = stride
    (rowStep, tapStep) = (1, 0)
    self.channels = channels
    isWide = false
  }

  /// Bytes between rows: whole cache lines, so that a vector may be read from any group of a row.
  private var stride: Int { (channels + 63) / 64 * 64 }
  private var byteRows: Int { isWide ? 2 * rows : rows }
  /// Floats of the scales, rounded up to a cache line; as many hold the zeros.
  private var scaleCount: Int { (rows + 15) / 16 * 16 }

  /// Floats of memory that the rows take.
  var scratchCount: Int {
    byteRows.saturatingProduct(stride / 4).saturatingSum(scaleCount.saturatingProduct(2))
  }

  /// Where the parts are of what `scratch` holds.
  private func parts(
    of scratch: UnsafeMutablePointer<Float>
  ) -> (scales: UnsafeMutablePointer<Float>, zeros: UnsafeMutablePointer<Int32>, bytes: UnsafeMutablePointer<UInt8>) {
    unsafe (
      scratch, UnsafeMutableRawPointer(scratch + scaleCount).assumingMemoryBound(to: Int32.self),
      UnsafeMutableRawPointer(scratch + 2 * scaleCount).assumingMemoryBound(to: UInt8.self)
    )
  }

  /// Quantises all rows, from `input` on, into `scratch`.
  func quantize(_ input: UnsafePointer<Float>, into scratch: UnsafeMutablePointer<Float>, kernels: KernelSet) {
    unsafe quantize(input, rows: 0..<rows, into: scratch, kernels: kernels)
  }

  /// Quantises some rows, the first of them at `input`, into their places in `scratch`.
  func quantize(
    _ input: UnsafePointer<Float>, rows: Range<Int>, into scratch: UnsafeMutablePointer<Float>, kernels: KernelSet
  ) {
    let (scales, zeros, bytes) = unsafe parts(of: scratch)
    let (first, lines) = (rows.lowerBound, isWide ? 2 : 1)
    var job = unsafe edge_quantize_rows(
      input: input, input_row_stride: inputStride, output: bytes + first * lines * stride, output_row_stride: stride,
      scales: scales + first, zeros: zeros + first, rows: Int32(rows.count), channels: Int32(channels))
    if isWide { unsafe Reference.quantizeWideRows(&job) } else { unsafe kernels.quantizeRows(&job) }
  }

  /// Takes row `source` of `others`, whose channels are as many, as row `row`.
  func take(
    _ source: Int, of others: QuantizedRows, in othersScratch: UnsafeMutablePointer<Float>, as row: Int,
    into scratch: UnsafeMutablePointer<Float>
  ) {
    let (from, to) = unsafe (others.parts(of: othersScratch), parts(of: scratch))
    unsafe to.scales[row] = from.scales[source]
    unsafe to.zeros[row] = from.zeros[source]
    unsafe (to.bytes + row * stride).update(from: from.bytes + source * stride, count: stride)
  }

  /// A product that reads the rows in `scratch`, its weights still to set.
  func product(reading scratch: UnsafeMutablePointer<Float>) -> edge_gemm_i8 {
    let (scales, zeros, bytes) = unsafe parts(of: scratch)
    var product = unsafe edge_gemm_i8()
    unsafe product.input = UnsafePointer(bytes)
    unsafe product.input_stride = stride
    unsafe product.scales = UnsafePointer(scales)
    unsafe product.zeros = UnsafePointer(zeros)
    unsafe product.row_step = Int32(rowStep)
    unsafe product.tap_step = Int32(tapStep)
    unsafe product.channels = Int32(channels)
    unsafe product.is_wide = isWide ? 1 : 0
    return unsafe product
  }
}

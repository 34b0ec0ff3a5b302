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

  /// Quantises the rows from `input` on into `scratch` and returns a product that reads them, its weights still to set.
  ///
  /// - Parameter isDone: Whether `scratch` holds them from an earlier call.
  func quantize(
    _ input: UnsafePointer<Float>, into scratch: UnsafeMutablePointer<Float>, kernels: KernelSet, isDone: Bool = false
  ) -> edge_gemm_i8 {
    let scales = unsafe scratch
    let zeros = unsafe UnsafeMutableRawPointer(scratch + scaleCount).assumingMemoryBound(to: Int32.self)
    let bytes = unsafe UnsafeMutableRawPointer(scratch + 2 * scaleCount).assumingMemoryBound(to: UInt8.self)
    if !isDone {
      var job = unsafe edge_quantize_rows(
        input: input, input_row_stride: inputStride, output: bytes, output_row_stride: stride, scales: scales,
        zeros: zeros, rows: Int32(rows), channels: Int32(channels))
      if isWide { unsafe Reference.quantizeWideRows(&job) } else { unsafe kernels.quantizeRows(&job) }
    }
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

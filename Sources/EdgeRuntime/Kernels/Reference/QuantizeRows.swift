import CKernels

extension Reference {
  // SAFETY: reads and writes the rows and columns that its argument struct gives; who fills it in answers for them.

  /// Makes bytes of rows of floats, each row by its own range (equation 1 to 4 of docs/quantization.md).
  ///
  /// - Shapes: `input` is (rows, channels) and `output` (rows, channels rounded up to four) by their strides, `scales`
  ///   and `zeros` are (rows).
  static func quantizeRows(_ pointer: UnsafePointer<edge_quantize_rows>) {
    let job = unsafe pointer.pointee
    let channels = unsafe Int(job.channels)
    for row in unsafe 0..<Int(job.rows) {
      let input = unsafe job.input + row * job.input_row_stride
      let output = unsafe job.output + row * job.output_row_stride
      unsafe output.update(repeating: 0, count: Int8Format.padded(channels))
      let range = unsafe RowRange(of: input, count: channels)
      unsafe job.scales[row] = range.scale
      unsafe job.zeros[row] = range.zero
      guard range.inverse > 0 else { continue }
      for channel in 0..<channels { unsafe output[channel] = range.byte(of: input[channel]) }
    }
  }

  /// The range of a row and what follows from it (equation 1 to 3).
  private struct RowRange {
    var scale: Float
    var zero: Int32 = 0
    /// Steps a unit; 0 where all bytes are 0.
    var inverse: Float = 0

    init(of values: UnsafePointer<Float>, count: Int) {
      var (low, high): (Float, Float) = (0, 0)
      var isFinite = true
      for index in 0..<count {
        isFinite = unsafe isFinite && values[index].isFinite
        if unsafe values[index] < low { low = unsafe values[index] }
        if unsafe values[index] > high { high = unsafe values[index] }
      }
      let width = high - low
      guard isFinite, width.isFinite else {
        scale = .nan
        return
      }
      guard width >= Reference.flatRange else {
        scale = 0
        return
      }
      scale = width / 255
      inverse = 255 / width
      zero = Int32((-low * inverse).rounded(.toNearestOrEven))
    }

    /// Equation 4.
    func byte(of value: Float) -> UInt8 {
      UInt8(min(max(Int32((value * inverse).rounded(.toNearestOrEven)) + zero, 0), 255))
    }
  }

  /// Makes two rows of bytes of each row of floats: sixteen bits a value (equation 7 of docs/quantization.md).
  ///
  /// Row l becomes the high bytes at 2l and the low ones at 2l + 1, both with 128 added. It is the only version: one
  /// short row a step is read this way. `zeros` is not touched.
  static func quantizeWideRows(_ pointer: UnsafePointer<edge_quantize_rows>) {
    let job = unsafe pointer.pointee
    let channels = unsafe Int(job.channels)
    for row in unsafe 0..<Int(job.rows) {
      let input = unsafe job.input + row * job.input_row_stride
      let high = unsafe job.output + 2 * row * job.output_row_stride
      let low = unsafe high + job.output_row_stride
      unsafe high.update(repeating: 128, count: Int8Format.padded(channels))
      unsafe low.update(repeating: 128, count: Int8Format.padded(channels))
      var largest: Float = 0
      var isFinite = true
      for channel in 0..<channels {
        isFinite = unsafe isFinite && input[channel].isFinite
        if unsafe input[channel].magnitude > largest { largest = unsafe input[channel].magnitude }
      }
      guard isFinite, largest >= flatRange else {
        unsafe job.scales[row] = isFinite ? 0 : .nan
        continue
      }
      unsafe job.scales[row] = largest / 32_512
      let inverse = 32_512 / largest
      for channel in 0..<channels {
        let value = unsafe Int32((input[channel] * inverse).rounded(.toNearestOrEven))
        let upper = (value + 128) >> 8
        unsafe high[channel] = UInt8(truncatingIfNeeded: upper + 128)
        unsafe low[channel] = UInt8(truncatingIfNeeded: value - 256 * upper + 128)
      }
    }
  }

  /// A row whose range is below this counts as zeros, so that no quotient leaves the normal floats.
  static var flatRange: Float { 0x1p-100 }
}

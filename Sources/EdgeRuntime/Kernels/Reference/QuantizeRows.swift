import CKernels

extension Reference {
  /// Makes bytes of rows of floats, each row by its own range (equation 1 to 4 of docs/quantization.md).
  ///
  /// - Shapes: `input` is (rows, channels) and `output` (rows, channels rounded up to four) by their strides, `scales`
  ///   and `zeros` are (rows).
  static func quantizeRows(_ pointer: UnsafePointer<edge_quantize_rows>) {
    let job = pointer.pointee
    let channels = Int(job.channels)
    for row in 0..<Int(job.rows) {
      let input = job.input + row * job.input_row_stride
      let output = job.output + row * job.output_row_stride
      output.update(repeating: 0, count: Int8Format.padded(channels))
      let range = RowRange(of: input, count: channels)
      job.scales[row] = range.scale
      job.zeros[row] = range.zero
      guard range.inverse > 0 else { continue }
      for channel in 0..<channels { output[channel] = range.byte(of: input[channel]) }
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
        isFinite = isFinite && values[index].isFinite
        if values[index] < low { low = values[index] }
        if values[index] > high { high = values[index] }
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
    let job = pointer.pointee
    let channels = Int(job.channels)
    for row in 0..<Int(job.rows) {
      let input = job.input + row * job.input_row_stride
      let high = job.output + 2 * row * job.output_row_stride
      let low = high + job.output_row_stride
      high.update(repeating: 128, count: Int8Format.padded(channels))
      low.update(repeating: 128, count: Int8Format.padded(channels))
      var largest: Float = 0
      var isFinite = true
      for channel in 0..<channels {
        isFinite = isFinite && input[channel].isFinite
        if input[channel].magnitude > largest { largest = input[channel].magnitude }
      }
      guard isFinite, largest >= flatRange else {
        job.scales[row] = isFinite ? 0 : .nan
        continue
      }
      job.scales[row] = largest / 32_512
      let inverse = 32_512 / largest
      for channel in 0..<channels {
        let value = Int32((input[channel] * inverse).rounded(.toNearestOrEven))
        let upper = (value + 128) >> 8
        high[channel] = UInt8(truncatingIfNeeded: upper + 128)
        low[channel] = UInt8(truncatingIfNeeded: value - 256 * upper + 128)
      }
    }
  }

  /// A row whose range is below this counts as zeros, so that no quotient leaves the normal floats.
  static var flatRange: Float { 0x1p-100 }
}

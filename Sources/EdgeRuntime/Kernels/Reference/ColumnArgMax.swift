import CKernels

extension Reference {
  // SAFETY: reads and writes the rows and columns that its argument struct gives; who fills it in answers for them.

  /// Raises each maximum to the greatest value of its column and notes the row, the first of equals.
  ///
  /// A NaN counts as the greatest; the first stays. Zeros of both signs are equal, so the first of them stays.
  ///
  /// - Shapes: `values` is (rows, channels) by its stride, `maxima` and `winners` (channels).
  static func columnArgMax(_ pointer: UnsafePointer<edge_column_arg_max_f32>) {
    let job = unsafe pointer.pointee
    for row in unsafe 0..<Int(job.rows) {
      let values = unsafe job.values + row * job.row_stride
      for channel in unsafe 0..<Int(job.channels) {
        let maximum = unsafe job.maxima[channel]
        guard !maximum.isNaN, unsafe values[channel] > maximum || values[channel].isNaN else { continue }
        unsafe job.maxima[channel] = values[channel]
        unsafe job.winners[channel] = job.first_winner + Float(row)
      }
    }
  }
}

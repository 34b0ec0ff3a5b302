import CKernels

extension Reference {
  /// Raises each maximum to the greatest value of its column and notes the row, the first of equals.
  ///
  /// A NaN counts as the greatest; the first stays. Zeros of both signs are equal, so the first of them stays.
  ///
  /// - Shapes: `values` is (rows, channels) by its stride, `maxima` and `winners` (channels).
  static func columnArgMax(_ pointer: UnsafePointer<edge_column_arg_max_f32>) {
    let job = pointer.pointee
    for row in 0..<Int(job.rows) {
      let values = job.values + row * job.row_stride
      for channel in 0..<Int(job.channels) {
        let maximum = job.maxima[channel]
        guard !maximum.isNaN, values[channel] > maximum || values[channel].isNaN else { continue }
        job.maxima[channel] = values[channel]
        job.winners[channel] = job.first_winner + Float(row)
      }
    }
  }
}

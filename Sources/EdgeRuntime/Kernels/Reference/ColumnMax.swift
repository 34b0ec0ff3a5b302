import CKernels

extension Reference {
  // SAFETY: reads and writes the rows and columns that its argument struct gives; who fills it in answers for them.

  /// Raises each maximum to the greatest value of its column.
  ///
  /// A NaN, once met, stays. Zeros of both signs count as equal, so which one remains depends on the order
  /// of the rows; after ReLU there is only one.
  ///
  /// - Shapes: `values` is (rows, channels) by its stride, `maxima` (channels).
  static func columnMax(_ pointer: UnsafePointer<edge_column_max_f32>) {
    let job = unsafe pointer.pointee
    for row in unsafe 0..<Int(job.rows) {
      let values = unsafe job.values + row * job.row_stride
      for channel in unsafe 0..<Int(job.channels) {
        let maximum = unsafe job.maxima[channel]
        unsafe job.maxima[channel] = maximum > values[channel] || maximum.isNaN ? maximum : values[channel]
      }
    }
  }
}

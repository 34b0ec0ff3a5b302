import CKernels

/// Row i of the output is the column-wise maximum of rows i·n ..< (i+1)·n of the input.
///
/// It joins the partial maxima that `PointEncode` left; a maximum does not depend on the order of its arguments,
/// so the result does not depend on who computed which part. A NaN, once met, stays.
public struct Maximum: SingleOutputOperation, Equatable {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// The partial maxima (frames · n, columns).
  public var input: BufferView
  /// The maxima (frames, columns).
  public var output: BufferView

  /// Makes the operation.
  public init(input: BufferView, output: BufferView) {
    self.input = input
    self.output = output
  }

  static let kind = OperationKind.maximum
  static let label: StaticString = "maximum"

  var rows: Int { input.rows }

  var kernelSlot: KernelSlot? { .columnMax }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    input = try BufferView(reading: &reader)
    output = try BufferView(reading: &reader)
  }

  func write(to writer: inout ByteWriter) {
    input.write(to: &writer)
    output.write(to: &writer)
  }

  var extentsAgree: Bool { input.rows % output.rows == 0 && input.columns == output.columns }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(input))
    body(.write(output))
  }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    let group = input.rows / output.rows
    for row in 0..<output.rows {
      let to = unsafe context.row(row, of: output)
      unsafe to.update(from: context.row(row * group, of: input), count: output.columns)
      guard group > 1 else { continue }
      var maximum = unsafe edge_column_max_f32(
        values: context.row(row * group + 1, of: input), row_stride: input.rowStride, maxima: to,
        rows: Int32(group - 1), channels: Int32(output.columns))
      unsafe context.kernels.columnMax(&maximum)
    }
  }
}

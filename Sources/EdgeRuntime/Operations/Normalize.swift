/// `output = input · scale + offset`, column by column: a raw observation into the network's units.
///
/// Columns of the input beyond the output's (colour a policy does not read) are dropped.
public struct Normalize: SingleOutputOperation, Equatable {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// The raw observation (rows, columns).
  public var input: BufferView
  /// The normalised rows (rows, columns kept).
  public var output: BufferView
  /// Tensor (columns kept).
  public var scale: Int
  /// Tensor (columns kept).
  public var offset: Int

  /// Makes the operation.
  public init(input: BufferView, output: BufferView, scale: Int, offset: Int) {
    self.input = input
    self.output = output
    self.scale = scale
    self.offset = offset
  }

  static let kind = OperationKind.normalize
  static let label: StaticString = "normalize"

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    input = try BufferView(reading: &reader)
    output = try BufferView(reading: &reader)
    scale = try reader.tensor()
    offset = try reader.tensor()
  }

  func write(to writer: inout ByteWriter) {
    input.write(to: &writer)
    output.write(to: &writer)
    writer.integer(scale)
    writer.integer(offset)
  }

  var extentsAgree: Bool { input.rows == output.rows && input.columns >= output.columns }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(input))
    body(.write(output))
  }

  func forEachTensorUse(samplerRows: Int, _ body: (TensorUse) -> Void) {
    body(TensorUse(tensor: scale, count: output.columns))
    body(TensorUse(tensor: offset, count: output.columns))
  }

  /// The rows of a cloud are worth sharing, those of a state are not.
  var isShared: Bool { output.rows >= 64 }

  var divisions: Int { output.rows / 64 }

  var stagingCount: Int { output.elementCount }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    let rows = share.range(of: output.rows)
    let destination = context.destination(output, rows: rows, columns: output.columns, worker: &worker)
    // Column by column, so that a cloud's three pairs of numbers stay in registers.
    for column in 0..<output.columns {
      let (scale, offset) = unsafe (context.tensor(scale)[column], context.tensor(offset)[column])
      let from = unsafe context.row(rows.lowerBound, of: input) + column
      let to = unsafe destination.start + column
      for row in 0..<rows.count {
        unsafe to[row * destination.rowStride] = from[row * input.rowStride] * scale + offset
      }
    }
  }
}

/// `output = (input − offset) / scale`, column by column: the sample into the action's units.
public struct Unnormalize: SingleOutputOperation, Equatable {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// The normalised action chunk (T, A).
  public var input: BufferView
  /// The action chunk (T, A) in the action's units.
  public var output: BufferView
  /// Tensor (A), no element zero.
  public var scale: Int
  /// Tensor (A).
  public var offset: Int

  /// Makes the operation.
  public init(input: BufferView, output: BufferView, scale: Int, offset: Int) {
    self.input = input
    self.output = output
    self.scale = scale
    self.offset = offset
  }

  static let kind = OperationKind.unnormalize
  static let label: StaticString = "unnormalize"

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

  var extentsAgree: Bool { input.rows == output.rows && input.columns == output.columns }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(input))
    body(.write(output))
  }

  func forEachTensorUse(samplerRows: Int, _ body: (TensorUse) -> Void) {
    body(TensorUse(tensor: scale, count: output.columns, divides: true))
    body(TensorUse(tensor: offset, count: output.columns))
  }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    let scale = unsafe context.tensor(scale)
    let offset = unsafe context.tensor(offset)
    for row in 0..<output.rows {
      let from = unsafe context.row(row, of: input)
      let to = unsafe context.row(row, of: output)
      for column in 0..<output.columns { unsafe to[column] = (from[column] - offset[column]) / scale[column] }
    }
  }
}

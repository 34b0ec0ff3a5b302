/// Copies the constants of the sampler's current row: the timestep embedding where it is not folded.
public struct RowConstant: SingleOutputOperation, Equatable {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// Tensor (sampler rows, columns).
  public var constants: Int
  /// What is written (1, columns).
  public var output: BufferView

  /// Makes the operation.
  public init(constants: Int, output: BufferView) {
    self.constants = constants
    self.output = output
  }

  static let kind = OperationKind.rowConstant
  static let label: StaticString = "constant"

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    constants = try reader.tensor()
    output = try BufferView(reading: &reader)
  }

  func write(to writer: inout ByteWriter) {
    writer.integer(constants)
    output.write(to: &writer)
  }

  var extentsAgree: Bool { output.rows == 1 }

  func forEachAccess(_ body: (Access) -> Void) { body(.write(output)) }

  func forEachTensorUse(samplerRows: Int, _ body: (TensorUse) -> Void) {
    body(TensorUse(tensor: constants, count: samplerRows * output.columns))
  }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    let from = unsafe context.tensor(constants) + worker.samplerRow * output.columns
    unsafe context.row(0, of: output).update(from: from, count: output.columns)
  }
}

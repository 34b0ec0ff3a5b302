/// `output = mish(input)`, element by element.
public struct MishActivation: SingleOutputOperation, Equatable {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// What is read (rows, columns).
  public var input: BufferView
  /// What is written (rows, columns); may be the input.
  public var output: BufferView

  /// Makes the operation.
  public init(input: BufferView, output: BufferView) {
    self.input = input
    self.output = output
  }

  static let kind = OperationKind.mish
  static let label: StaticString = "mish"

  var kernelSlot: KernelSlot? { .mish }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    input = try BufferView(reading: &reader)
    output = try BufferView(reading: &reader)
  }

  func write(to writer: inout ByteWriter) {
    input.write(to: &writer)
    output.write(to: &writer)
  }

  var extentsAgree: Bool { input.rows == output.rows && input.columns == output.columns }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(input))
    body(.write(output))
  }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    for row in 0..<output.rows {
      unsafe context.kernels.mish(context.row(row, of: input), context.row(row, of: output), output.columns)
    }
  }
}

/// Zeroes a view: the padding rows around a convolution's input.
public struct Clear: SingleOutputOperation, Equatable {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// What is zeroed.
  public var output: BufferView

  /// Makes the operation.
  public init(output: BufferView) { self.output = output }

  static let kind = OperationKind.clear
  static let label: StaticString = "clear"

  init(reading reader: inout ByteReader) throws(PolicyFileError) { output = try BufferView(reading: &reader) }

  func write(to writer: inout ByteWriter) { output.write(to: &writer) }

  func forEachAccess(_ body: (Access) -> Void) { body(.write(output)) }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    for row in 0..<output.rows {
      unsafe context.row(row, of: output).update(repeating: 0, count: output.columns)
    }
  }
}

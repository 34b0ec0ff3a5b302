/// `output = input + other`, which may be in place.
public struct Add: SingleOutputOperation, Equatable {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// One summand (rows, columns).
  public var input: BufferView
  /// The other (rows, columns).
  public var other: BufferView
  /// The sum (rows, columns).
  public var output: BufferView

  /// Makes the operation.
  public init(input: BufferView, other: BufferView, output: BufferView) {
    self.input = input
    self.other = other
    self.output = output
  }

  static let kind = OperationKind.add
  static let label: StaticString = "add"

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    input = try BufferView(reading: &reader)
    other = try BufferView(reading: &reader)
    output = try BufferView(reading: &reader)
  }

  func write(to writer: inout ByteWriter) {
    input.write(to: &writer)
    other.write(to: &writer)
    output.write(to: &writer)
  }

  var extentsAgree: Bool {
    input.rows == output.rows && input.columns == output.columns && other.rows == output.rows
      && other.columns == output.columns
  }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(input))
    body(.read(other))
    body(.write(output))
  }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    for row in 0..<output.rows {
      let (one, another) = unsafe (context.row(row, of: input), context.row(row, of: other))
      let sum = unsafe context.row(row, of: output)
      for column in 0..<output.columns { unsafe sum[column] = one[column] + another[column] }
    }
  }
}

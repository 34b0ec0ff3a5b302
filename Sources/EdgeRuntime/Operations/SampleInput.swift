/// `output = inputScale · sample`: what the network sees of the sample in this row of the sampler.
public struct SampleInput: SingleOutputOperation, Equatable {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// The sample (T, A).
  public var sample: BufferView
  /// The network's input (T, A), with padding rows around it.
  public var output: BufferView

  /// Makes the operation.
  public init(sample: BufferView, output: BufferView) {
    self.sample = sample
    self.output = output
  }

  static let kind = OperationKind.sampleInput
  static let label: StaticString = "sample input"

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    sample = try BufferView(reading: &reader)
    output = try BufferView(reading: &reader)
  }

  func write(to writer: inout ByteWriter) {
    sample.write(to: &writer)
    output.write(to: &writer)
  }

  var extentsAgree: Bool { sample.rows == output.rows && sample.columns == output.columns }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(sample))
    body(.write(output))
  }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    let scale = unsafe context.sampler[worker.samplerRow].inputScale
    for row in 0..<output.rows {
      let from = unsafe context.row(row, of: sample)
      let to = unsafe context.row(row, of: output)
      for column in 0..<output.columns { unsafe to[column] = scale * from[column] }
    }
  }
}

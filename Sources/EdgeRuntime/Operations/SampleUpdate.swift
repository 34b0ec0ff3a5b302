/// The sampler's update after a network call, in place on the sample.
///
///     x̂ = outputScale · output + sampleScale · x
///     x ← p · clip(x̂, ±clip) + q · x̂ + r · x
public struct SampleUpdate: OperationRecord, Equatable {
  /// The network's output (T, A).
  public var estimate: BufferView
  /// The sample (T, A).
  public var sample: BufferView

  /// Makes the operation.
  public init(estimate: BufferView, sample: BufferView) {
    self.estimate = estimate
    self.sample = sample
  }

  static let label: StaticString = "sample update"

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    estimate = try BufferView(reading: &reader)
    sample = try BufferView(reading: &reader)
  }

  func write(to writer: inout ByteWriter) {
    estimate.write(to: &writer)
    sample.write(to: &writer)
  }

  var extentsAgree: Bool { estimate.rows == sample.rows && estimate.columns == sample.columns }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(estimate))
    body(.read(sample))
    body(.write(sample))
  }

  func execute(in context: borrowing ExecutionContext, worker: Worker) {
    let row = context.sampler[worker.samplerRow]
    for time in 0..<sample.rows {
      let output = context.row(time, of: estimate)
      let x = context.row(time, of: sample)
      for column in 0..<sample.columns {
        let clean = row.outputScale * output[column] + row.sampleScale * x[column]
        // Comparisons rather than min and max: NaN must stay NaN, not turn into a full-scale command.
        let clipped = clean > row.clip ? row.clip : clean < -row.clip ? -row.clip : clean
        x[column] = row.p * clipped + row.q * clean + row.r * x[column]
      }
    }
  }
}

/// The sampler row's update of the sample from the network's output, in place.
///
///     x̂ = outputScale · estimate + sampleScale · x
///     x ← p · clip(x̂, ±clip) + q · x̂ + r · x + s · ε, and what the row's stage adds
public struct SampleUpdate: OperationRecord, Equatable {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights.

  /// The network's output (T, A).
  public var estimate: BufferView
  /// The sample (T, A).
  public var sample: BufferView
  /// The noise of all rows of the sampler (rows · T, A), if they have any.
  public var noise: BufferView?
  /// What the rows' stages remember (2T, A), the base above the slope, if they have any; zero when a step begins.
  public var memory: BufferView?

  /// Makes the operation.
  public init(estimate: BufferView, sample: BufferView, noise: BufferView? = nil, memory: BufferView? = nil) {
    self.estimate = estimate
    self.sample = sample
    self.noise = noise
    self.memory = memory
  }

  static let kind = OperationKind.sampleUpdate
  static let label: StaticString = "sample update"

  var rows: Int { sample.rows }

  var outputs: [BufferView] { [sample] }

  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    estimate = try BufferView(reading: &reader)
    sample = try BufferView(reading: &reader)
    guard reader.version >= 3 else { return }
    noise = try .readOptional(&reader)
    guard reader.version >= FileHeader.stageVersion else { return }
    memory = try .readOptional(&reader)
  }

  func write(to writer: inout ByteWriter) {
    estimate.write(to: &writer)
    sample.write(to: &writer)
    noise.write(to: &writer)
    if writer.version >= FileHeader.stageVersion { memory.write(to: &writer) }
  }

  var extentsAgree: Bool {
    estimate.rows == sample.rows && estimate.columns == sample.columns
      && noise.map { $0.columns == sample.columns } ?? true
      && memory.map { $0.rows == 2 * sample.rows && $0.columns == sample.columns } ?? true
  }

  func forEachAccess(_ body: (Access) -> Void) {
    body(.read(estimate))
    body(.read(sample))
    body(.write(sample))
    if let noise { body(.read(noise)) }
    if let memory {
      body(.read(memory))
      body(.write(memory))
    }
  }

  func execute(_ share: Share, in context: ExecutionContext, worker: inout Worker) {
    let row = unsafe context.sampler[worker.samplerRow]
    for time in 0..<sample.rows {
      let output = unsafe context.row(time, of: estimate)
      let x = unsafe context.row(time, of: sample)
      let drawn = unsafe noise.map { unsafe context.row(worker.samplerRow * sample.rows + time, of: $0) }
      let base = unsafe memory.map { unsafe context.row(time, of: $0) }
      let slope = unsafe memory.map { unsafe context.row(sample.rows + time, of: $0) }
      for column in 0..<sample.columns {
        let before = unsafe x[column]
        let clean = unsafe row.outputScale * output[column] + row.sampleScale * before
        // Comparisons rather than min and max: NaN must stay NaN, not turn into a full-scale command.
        let clipped = clean > row.clip ? row.clip : clean < -row.clip ? -row.clip : clean
        unsafe x[column] = row.p * clipped + row.q * clean + row.r * before
        if let drawn = unsafe drawn { unsafe x[column] += row.s * drawn[column] }
        guard let stage = row.stage, let base = unsafe base, let slope = unsafe slope else { continue }
        if stage.startsStep { unsafe base[column] = before }
        unsafe slope[column] = stage.carry * slope[column] + stage.p * clipped + stage.r * before
        unsafe x[column] += stage.baseShare * base[column] + stage.slopeShare * slope[column]
      }
    }
  }
}

import CPlatform

/// A loaded policy, ready to be stepped.
///
/// Everything is allocated by `init`. After that `setObservation`, `setNoise`, `drawNoise`, `step` and `copyAction`
/// neither allocate nor fail for any reason but the values they are given.
public final class Policy {
  // SAFETY: places and extents come from the program, which `Program.validate` proved to stay inside of arena and
  // weights. Counts of what a caller gives are compared first.

  /// What a file says, and its weights: all that policies of one file have in common.
  private struct Content {
    let metadata: PolicyMetadata
    let program: Program
    let layers: LayerTable
    let sampler: [SamplerRow]
    let weights: Weights
  }

  private let content: Content
  /// The kernels that run it.
  public let kernels: KernelSet
  let executor: Executor
  /// How the program keeps the window's frames apart, if it does.
  let frameSplit: FrameSplit?
  let pendingFrame: PendingFrame
  private let rangeScreens: [RangeScreen]
  /// Whether the next frame fills the window.
  var isNewEpisode = true
  /// Whether the window was made of frames; else it was given as a whole.
  var observesFrames = false
  /// The first observation of each key that was far outside of what training saw.
  ///
  /// Tell the people who run the robot: the units or the columns are probably not the policy's.
  public private(set) var rangeWarnings: [RangeWarning] = []

  /// What the policy is and reads.
  public var metadata: PolicyMetadata { content.metadata }
  /// Bytes of weights, held once.
  public var weightsByteCount: Int { content.weights.byteCount }
  /// What a step of it has to read and to compute.
  public var cost: ProgramCost { ProgramCost(program: program, samplerRows: samplerRowCount) }
  var program: Program { content.program }
  var layers: LayerTable { content.layers }
  /// Threads that may share a step.
  public var threadCount: Int { executor.threadCount }
  /// Threads that the next step uses: all, unless `adaptThreads` was called.
  public var activeThreadCount: Int { executor.activeThreadCount }
  /// Times in a step that threads wait for each other's parts; 0 with one thread.
  public var meetingCount: Int { executor.sharing?.roundsPerStep ?? 0 }
  /// Steps since `adaptThreads` that used fewer threads than there are.
  public var reducedStepCount: Int { executor.reducedStepCount }
  /// Layers of the trained network that a pass folded into constants.
  public var foldedLayers: [String] { layers.folded }
  /// Bytes of the arena and the threads' private memory.
  public var workingByteCount: Int { executor.workingByteCount }

  /// Makes a policy ready to run.
  ///
  /// - Parameters:
  ///   - file: The policy file; its weights are taken over, not copied.
  ///   - kernels: What runs the operations.
  ///   - threadCount: Threads that share a step, at least 1.
  public convenience init(
    file: consuming PolicyFile, kernels: KernelSet, threadCount: Int
  ) throws(PolicyFileError) {
    var program = file.program
    program.codeWeights(for: kernels, in: file.weights)
    let content = Content(
      metadata: file.metadata, program: program, layers: file.layers, sampler: file.sampler, weights: file.weights)
    try self.init(content, kernels: kernels, threadCount: threadCount)
  }

  /// Makes another policy that reads the weights `other` holds: a second arm, or other kernels to compare with.
  ///
  /// Each has its own working memory and threads; the two may be stepped at the same time.
  public convenience init(
    sharingWeightsOf other: Policy, kernels: KernelSet, threadCount: Int
  ) throws(PolicyFileError) {
    try self.init(other.content, kernels: kernels, threadCount: threadCount)
  }

  private init(_ content: Content, kernels: KernelSet, threadCount: Int) throws(PolicyFileError) {
    precondition(threadCount >= 1, "a step needs a thread")
    self.content = content
    self.kernels = kernels
    pendingFrame = PendingFrame(content.metadata.observations)
    rangeScreens = content.metadata.observations.map { RangeScreen($0) }
    frameSplit = FrameSplit(program: content.program, metadata: content.metadata, weights: content.weights)
    executor = try Executor(
      program: content.program, split: frameSplit, sampler: content.sampler, weights: content.weights,
      kernels: kernels, threadCount: threadCount)
    rangeWarnings.reserveCapacity(content.metadata.observations.count)
  }

  /// Measures a few steps with each number of threads, and lets steps use only as many as make them faster, now and
  /// while other programs come and go.
  ///
  /// Call it before observations and noise are given: the measured steps use the noise up. Results do not depend on how
  /// many threads computed them.
  public func adaptThreads() {
    // A cloud that is one point again and again would be less work than one of many.
    fillObservations { Float($0 % 1021) / 1021 }
    executor.adaptThreads()
    fillObservations { _ in 0 }
  }

  private func fillObservations(_ value: (_ element: Int) -> Float) {
    for view in program.inputs {
      let place = unsafe executor.context.row(0, of: view)
      for index in 0..<view.elementCount { unsafe place[index] = value(index) }
    }
  }

  /// Does a step's work for nobody, shortly before the step that counts: a control loop that sleeps between its ticks
  /// finds caches, clock and threads cold, and a step then takes twice as long as one after another.
  ///
  /// Call it when the action of the last step was copied, and before noise is given: the work uses the noise up and
  /// overwrites the action. Observations and frames stay as they were given.
  ///
  /// - Parameter nanoseconds: How long from now the threads that share steps stay awake, which costs their processors
  ///   that time: until the step begins.
  public func rehearse(awakeFor nanoseconds: UInt64) {
    executor.rehearse(awakeUntil: edge_monotonic_ns() &+ nanoseconds)
  }

  /// Gives the window of observation `key` (its index in `metadata.observations`), raw, as (To, rows, columns).
  ///
  /// Values far outside of what training saw are taken, and noted in `rangeWarnings`.
  public func setObservation(_ key: Int, _ values: Span<Float>) throws(ObservationError) {
    try fill(program.inputs[key], from: values)
    (observesFrames, isNewEpisode) = (false, false)
    executor.frames?.forget()
    noteRange(key, values)
  }

  /// Notes values far outside of what training saw, once a key: a loop must not pay for it, nor a log fill up.
  func noteRange(_ key: Int, _ values: Span<Float>) {
    for warning in rangeWarnings where warning.key == key { return }
    guard !rangeScreens[key].passes(values) else { return }
    let observation = metadata.observations[key]
    if let (column, value) = observation.farthestOutside(values) {
      rangeWarnings.append(
        RangeWarning(key: key, column: column, value: value, range: observation.range(of: column)))
    }
  }

  /// Gives the noise the sampler starts from, as (T, A).
  public func setNoise(_ values: Span<Float>) throws(ObservationError) {
    try fill(program.sample, from: values)
  }

  /// Rows of the sampler, each with noise of its own if `takesStepNoise`.
  public var samplerRowCount: Int { executor.samplerRowCount }
  /// Whether the sampler adds noise between its network calls.
  public var takesStepNoise: Bool { program.stepNoise != nil }

  /// Gives the noise that the sampler's rows add, as (rows, T, A); only to a policy that takes it.
  ///
  /// Rows that add none (often the last) may be left out, if all of them are.
  public func setStepNoise(_ values: Span<Float>) throws(ObservationError) {
    guard let view = program.stepNoise else { throw .wrongCount(expected: 0, found: values.count) }
    let size = program.sample.elementCount
    var noisyCount = 0
    for row in 0..<samplerRowCount where unsafe executor.context.sampler[row].s != 0 { noisyCount += 1 }
    guard values.count != view.elementCount, values.count == noisyCount * size else {
      return try fill(view, from: values)
    }
    try check(values, expected: noisyCount * size)
    let place = unsafe executor.context.row(0, of: view)
    var given = 0
    for row in 0..<samplerRowCount where unsafe executor.context.sampler[row].s != 0 {
      unsafe values.extracting(given..<given + size).copy(to: place + row * size)
      given += size
    }
  }

  /// Draws all noise of a step: what the sampler starts from, then what its rows add.
  ///
  /// - Parameters:
  ///   - generator: The seed's generator.
  ///   - step: Which step of that seed: each has its own draws.
  public func drawNoise(from generator: NoiseGenerator, step: Int) {
    let sample = unsafe executor.context.row(0, of: program.sample)
    let count = program.sample.elementCount
    let rowCount = program.stepNoise?.elementCount ?? 0
    let first = step &* (count + rowCount)
    for element in 0..<count { unsafe sample[element] = generator.value(at: first &+ element) }
    guard let view = program.stepNoise else { return }
    let noise = unsafe executor.context.row(0, of: view)
    for element in 0..<rowCount { unsafe noise[element] = generator.value(at: first &+ count &+ element) }
  }

  /// Refuses values that are not as many, or not finite.
  func check(_ values: Span<Float>, expected: Int) throws(ObservationError) {
    guard values.count == expected else { throw .wrongCount(expected: expected, found: values.count) }
    if let index = values.indices.firstFault({ unsafe values[unchecked: $0].isFinite }) {
      throw .notFinite(index: index)
    }
  }

  private func fill(_ view: BufferView, from values: Span<Float>) throws(ObservationError) {
    try check(values, expected: view.elementCount)
    unsafe values.copy(to: executor.context.row(0, of: view))
  }

  /// Samples an action chunk for the observations and the noise that were given.
  ///
  /// A step uses the noise it starts from up: give or draw new noise before the next one.
  ///
  /// - Returns: Whether every number of the chunk is finite. One that is not must never reach a robot: it comes of
  ///   observations or weights that overflow, and says so here rather than in a motor.
  @discardableResult public func step() -> Bool {
    step(nil)
    return isActionFinite
  }

  /// Does what `step()` does, noting in `timeline` where the time goes.
  @discardableResult public func step(recording timeline: StepTimeline) -> Bool {
    precondition(timeline.operations.count == program.operations.count, "the timeline is another policy's")
    step(timeline)
    return isActionFinite
  }

  private func step(_ timeline: StepTimeline?) {
    if observesFrames, let frames = executor.frames {
      executor.stepByFrames(frames, recording: timeline)
    } else {
      executor.step(recording: timeline)
    }
  }

  /// Whether every number of the sampled chunk is finite.
  public var isActionFinite: Bool {
    let first = unsafe executor.context.row(0, of: program.output)
    for element in 0..<metadata.horizon * metadata.actionWidth where unsafe !first[element].isFinite { return false }
    return true
  }

  /// Copies the sampled chunk (T, A), in the action's units.
  public func copyActionPrediction(into chunk: inout MutableSpan<Float>) {
    let rows = 0..<metadata.horizon
    copy(rows, into: &chunk)
  }

  /// Copies the rows of the chunk that the policy returns, `metadata.returnedRows`, in the action's units.
  public func copyAction(into chunk: inout MutableSpan<Float>) { copy(metadata.returnedRows, into: &chunk) }

  private func copy(_ rows: Range<Int>, into chunk: inout MutableSpan<Float>) {
    let width = metadata.actionWidth
    precondition(chunk.count == rows.count * width, "the chunk is (rows, action width)")
    let first = unsafe executor.context.row(rows.lowerBound, of: program.output)
    for element in 0..<rows.count * width { chunk[element] = unsafe first[element] }
  }

  /// The noise that was given or drawn, as (T, A); a step uses it up.
  var noise: [Float] {
    var values: [Float] = []
    let sample = unsafe executor.context.row(0, of: program.sample)
    for index in 0..<program.sample.elementCount { unsafe values.append(sample[index]) }
    return values
  }

  /// The sampled chunk as (T, A), in the action's units.
  public var actionPrediction: [Float] {
    var values = [Float](repeating: 0, count: metadata.horizon * metadata.actionWidth)
    var span = values.mutableSpan
    copyActionPrediction(into: &span)
    return values
  }

  /// The rows of the sampled chunk that are returned, in the action's units.
  public var action: [Float] {
    var values = [Float](repeating: 0, count: metadata.returnedRows.count * metadata.actionWidth)
    var span = values.mutableSpan
    copyAction(into: &span)
    return values
  }

  /// The noise of the sampler's rows that was given or drawn, as (rows, T, A); empty where they take none.
  var stepNoise: [Float] {
    guard let view = program.stepNoise else { return [] }
    let start = unsafe executor.context.row(0, of: view)
    var values: [Float] = []
    for index in 0..<view.elementCount { unsafe values.append(start[index]) }
    return values
  }
}

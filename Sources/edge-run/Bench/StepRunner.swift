import CommandSupport
import EdgeRuntime

/// Steps a policy as a robot does: observations in, noise drawn, action out.
///
/// The observations are given anew each time: a robot's would be new ones.
struct StepRunner {
  private let policy: Policy
  private let observations: [[Float]]
  /// Whether each step is given one new frame of them instead of the whole window.
  private let byFrames: Bool
  private let generator = NoiseGenerator(seed: 0)
  private var action: [Float]
  private(set) var stepCount = 0
  /// Steps whose action was not finite.
  private(set) var badStepCount = 0

  /// Takes the observations of the first golden record inside the file, or random ones.
  ///
  /// - Parameters:
  ///   - other: What to step instead of the loaded policy: the same with other kernels.
  ///   - byFrames: Whether each step is given one new frame instead of the whole window.
  init(_ loaded: LoadedPolicy, stepping other: Policy? = nil, byFrames: Bool = false) throws(Failure) {
    policy = other ?? loaded.policy
    self.byFrames = byFrames
    let metadata = loaded.metadata
    action = [Float](repeating: 0, count: metadata.returnedRows.count * metadata.actionWidth)
    if loaded.goldens.isEmpty {
      var observations: [[Float]] = []
      for (index, key) in metadata.observations.enumerated() {
        let random = NoiseGenerator(seed: UInt64(index) + 1)
        observations.append((0..<key.elementCount).map { random.value(at: $0) * 0.25 })
      }
      self.observations = observations
    } else {
      observations = try loaded.goldenRecord(inside: 0).inputs.observations
    }
  }

  /// Does one step; allocates nothing.
  ///
  /// - Parameter timeline: Where to note what the policy's own time went to.
  mutating func step(recording timeline: StepTimeline? = nil) {
    let policy = policy
    do throws(ObservationError) { try observe() } catch {
      preconditionFailure("the observations were checked when they were read")
    }
    policy.drawNoise(from: generator, step: stepCount)
    let isFinite = if let timeline { policy.step(recording: timeline) } else { policy.step() }
    if !isFinite { badStepCount += 1 }
    var span = action.mutableSpan
    policy.copyAction(into: &span)
    stepCount += 1
  }

  /// Does a step's work for nobody; threads stay awake for `nanoseconds`.
  func rehearse(awakeFor nanoseconds: UInt64) { policy.rehearse(awakeFor: nanoseconds) }

  private func observe() throws(ObservationError) {
    for index in observations.indices {
      let values = observations[index]
      if byFrames {
        let key = policy.metadata.observations[index]
        let first = stepCount % key.frames * key.frameElementCount
        try policy.setFrame(index, values.span.extracting(first..<first + key.frameElementCount))
      } else {
        try policy.setObservation(index, values.span)
      }
    }
    if byFrames { try policy.observe() }
  }
}

import EdgeRuntime

/// Steps a policy as a robot does: observations in, noise drawn, action out.
///
/// The observations are given anew each time: a robot's would be new ones.
struct StepRunner {
  private let policy: Policy
  private let observations: [[Float]]
  private let generator = NoiseGenerator(seed: 0)
  private var action: [Float]
  private(set) var stepCount = 0
  /// Steps whose action was not finite.
  private(set) var badStepCount = 0

  /// Takes the observations of the first golden record inside the file, or random ones.
  ///
  /// - Parameter other: What to step instead of the loaded policy: the same with other kernels.
  init(_ loaded: LoadedPolicy, stepping other: Policy? = nil) throws(Failure) {
    policy = other ?? loaded.policy
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
    for index in observations.indices {
      let values = observations[index]
      do throws(ObservationError) { try policy.setObservation(index, values.span) } catch {
        preconditionFailure("the observations were checked when they were read")
      }
    }
    policy.drawNoise(from: generator, step: stepCount)
    let isFinite = if let timeline { policy.step(recording: timeline) } else { policy.step() }
    if !isFinite { badStepCount += 1 }
    var span = action.mutableSpan
    policy.copyAction(into: &span)
    stepCount += 1
  }
}

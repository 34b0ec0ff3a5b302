import EdgeRuntime

/// The timesteps that a scheduler calls the network at, the largest first.
///
/// NumPy computes them in double precision and rounds; its order of operations decides where a half falls, and it is
/// kept here.
enum TimestepGrid {
  /// DDIM's and DDPM's `steps` timesteps.
  static func diffusion(
    steps: Int, of scheduler: SchedulerDescription
  ) throws(SamplerError) -> [Int] {
    let train = try trainSteps(of: scheduler, atLeast: steps)
    let times: [Int]
    switch scheduler.spacing {
    case .leading:
      times = (0..<steps).reversed().map { $0 * (train / steps) + scheduler.stepsOffset }
    case .linspace:
      times = linspace(steps: steps, to: train - 1)
    case .trailing:
      times = trailing(steps: steps, train: train)
    }
    // Beyond the table there is no ᾱ, and where division leaves a rest NumPy adds a call at −1.
    for time in times where !(0..<train).contains(time) {
      throw .timestepOffSchedule(timestep: Float(time), trainSteps: train)
    }
    return times
  }

  /// DDPM's timesteps before diffusers 0.15: every ⌊train / steps⌋-th, which may be more than `steps`.
  static func legacyDDPM(steps: Int, of scheduler: SchedulerDescription) throws(SamplerError) -> [Int] {
    let train = try trainSteps(of: scheduler, atLeast: steps)
    let times = stride(from: 0, to: train, by: train / steps).reversed()
    let limit = FormatLimits.samplerRowCount
    guard times.count <= limit else {
      throw .tooManySteps(steps: times.count, limit: limit, setting: "a policy file's most")
    }
    return times
  }

  /// The timesteps of training, from which `steps` can be chosen.
  private static func trainSteps(
    of scheduler: SchedulerDescription, atLeast steps: Int
  ) throws(SamplerError) -> Int {
    let train = scheduler.trainSteps
    guard steps >= 1 else { throw .tooFewSteps(steps: steps) }
    guard steps <= train else { throw .tooManySteps(steps: steps, limit: train, setting: "num_train_timesteps") }
    return train
  }

  /// `np.linspace(0, last, steps).round()`, reversed.
  private static func linspace(steps: Int, to last: Int) -> [Int] {
    guard steps > 1 else { return [0] }
    let step = Double(last) / Double(steps - 1)
    var times = (0..<steps).map { Int((Double($0) * step).rounded(.toNearestOrEven)) }
    times[steps - 1] = last
    return times.reversed()
  }

  /// `np.round(np.arange(train, 0, -train / steps)) - 1`.
  private static func trailing(steps: Int, train: Int) -> [Int] {
    let ratio = Double(train) / Double(steps)
    let count = Int((Double(0 - train) / -ratio).rounded(.up))
    let start = Double(train)
    let stride = (start - ratio) - start
    return (0..<count).map { Int((start + Double($0) * stride).rounded(.toNearestOrEven)) - 1 }
  }

  /// LCM's `steps` timesteps: evenly chosen from those it was distilled at, the last of training first.
  static func consistency(steps: Int, of scheduler: SchedulerDescription) throws(SamplerError) -> [Int] {
    let (original, train) = (scheduler.originalInferenceSteps, scheduler.trainSteps)
    guard original <= train else {
      throw .originalStepsExceedTraining(originalSteps: original, trainSteps: train)
    }
    guard steps >= 1 else { throw .tooFewSteps(steps: steps) }
    guard steps <= original else {
      throw .tooManySteps(steps: steps, limit: original, setting: "original_inference_steps")
    }
    let skip = train / original
    let step = Double(original) / Double(steps)
    return (0..<steps).map { index in
      let place = Int((Double(index) * step).rounded(.down))
      return (original - place) * skip - 1
    }
  }
}

import EdgeRuntime

/// A scheduler's steps as its paper and diffusers state them, in double precision.
///
/// It is the second path to what `SamplerTable` makes rows of, so that a wrong row shows in the exporter's own golden
/// record. The two share ᾱ and the timesteps, which tests hold against diffusers, and no equation.
struct ReferenceSampler {
  private let plan: SamplerPlan
  private let schedule: NoiseSchedule

  init(_ plan: SamplerPlan) {
    self.plan = plan
    schedule = NoiseSchedule(plan.scheduler)
  }

  /// The sample after call `index`, whose network saw `x` and gave `output`; all are of one element.
  func step(_ index: Int, output: Double, x: Double, noise: Double) -> Double {
    let time = plan.timesteps[index]
    switch (plan.rule, plan.scheduler.method) {
    case (.oneCall(.direct), _): return clipped(estimate(output, x, at: time))
    case (.oneCall(.consistency), _): return denoised(output, x, at: time)
    case (_, .ddim): return ddim(output, x, noise, at: Int(time))
    case (_, .ddpm): return ddpm(output, x, noise, at: Int(time), index: index)
    case (_, .lcm): return consistency(output, x, noise, at: time, index: index)
    case (_, .euler): return x + output / Double(plan.timesteps.count)
    case (_, .edm), (_, .ctm): preconditionFailure("Consistency Policy is sampled by ReferenceTrajectory")
    }
  }

  private func clipped(_ value: Double) -> Double {
    let bound = Double(plan.scheduler.clip)
    return min(bound, max(-bound, value))
  }

  /// The clean action that the network's answer means.
  private func estimate(_ output: Double, _ x: Double, at time: Float) -> Double {
    if plan.scheduler.prediction == .sample { return output }
    let alpha = schedule.alphaCumprod(Int(time))
    return plan.scheduler.prediction == .epsilon
      ? (x - (1 - alpha).squareRoot() * output) / alpha.squareRoot()
      : alpha.squareRoot() * x - (1 - alpha).squareRoot() * output
  }

  /// Equation 12 of "Denoising diffusion implicit models", with σ of equation 16.
  private func ddim(_ output: Double, _ x: Double, _ noise: Double, at time: Int) -> Double {
    let scheduler = plan.scheduler
    let (now, before) = (
      schedule.alphaCumprod(time), schedule.alphaCumprod(time - scheduler.trainSteps / plan.timesteps.count)
    )
    let clean = estimate(output, x, at: Float(time))
    let kept = clipped(clean)
    let rest = (1 - now).squareRoot()
    var direction: Double
    switch scheduler.prediction {
    case .epsilon: direction = output
    case .velocity: direction = now.squareRoot() * output + rest * x
    case .sample: direction = plan.rule == .legacy ? output : (x - now.squareRoot() * clean) / rest
    }
    if scheduler.usesClippedOutput { direction = (x - now.squareRoot() * kept) / rest }
    let sigma = scheduler.eta * ((1 - before) / (1 - now) * (1 - now / before)).squareRoot()
    return before.squareRoot() * kept + (1 - before - sigma * sigma).squareRoot() * direction + sigma * noise
  }

  /// Equation 7 of "Denoising diffusion probabilistic models", and its variance.
  private func ddpm(_ output: Double, _ x: Double, _ noise: Double, at time: Int, index: Int) -> Double {
    let now = schedule.alphaCumprod(time)
    let isLast = plan.rule == .legacy ? time == 0 : index == plan.timesteps.count - 1
    let before =
      isLast ? 1 : schedule.alphaCumprod(plan.rule == .legacy ? time - 1 : Int(plan.timesteps[index + 1]))
    let alpha = now / before
    let mean =
      before.squareRoot() * (1 - alpha) / (1 - now) * clipped(estimate(output, x, at: Float(time)))
      + alpha.squareRoot() * (1 - before) / (1 - now) * x
    guard time > 0 else { return mean }
    let posterior = max((1 - before) / (1 - now) * (1 - alpha), 1e-20)
    return mean + (plan.scheduler.variance == .fixedLarge ? 1 - alpha : posterior).squareRoot() * noise
  }

  /// Multistep consistency sampling: the denoised sample is noised again to the level of the next call.
  private func consistency(_ output: Double, _ x: Double, _ noise: Double, at time: Float, index: Int) -> Double {
    let clean = denoised(output, x, at: time)
    guard index < plan.timesteps.count - 1 else { return clean }
    let next = schedule.alphaCumprod(Int(plan.timesteps[index + 1]))
    return next.squareRoot() * clean + (1 - next).squareRoot() * noise
  }

  /// The consistency function with its boundary condition, σ_data = 1/2.
  private func denoised(_ output: Double, _ x: Double, at time: Float) -> Double {
    let t = Double(time) * plan.scheduler.timestepScaling
    return t / (t * t + 0.25).squareRoot() * clipped(estimate(output, x, at: time)) + 0.25 / (t * t + 0.25) * x
  }
}

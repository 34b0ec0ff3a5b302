import EdgeRuntime

/// Builds the rows that the runtime samples with, one for each network call.
///
/// The coefficients are computed in double precision from the float32 ᾱ of the schedule and rounded once.
public enum SamplerTable {
  /// Returns the rows of a policy's sampler, in the order of the calls.
  public static func make(
    for description: PolicyDescription, options: SamplerOptions = SamplerOptions()
  ) throws(SamplerError) -> [SamplerRow] {
    try make(for: try SamplerPlan(for: description, options: options))
  }

  /// Returns the rows of a plan.
  public static func make(for plan: SamplerPlan) throws(SamplerError) -> [SamplerRow] {
    let rows: [SamplerRow]
    switch (plan.rule, plan.scheduler.method) {
    case (.oneCall(let style), _): rows = [oneCall(style, plan)]
    case (_, .euler): rows = euler(plan)
    case (_, .ddim):
      guard plan.scheduler.eta == 0 else { throw .drawsNoise }
      rows = ddim(plan)
    case (_, .ddpm): throw .drawsNoise
    case (_, .lcm): rows = try consistency(plan)
    }
    for row in rows {
      let numbers = [row.outputScale, row.sampleScale, row.p, row.q, row.r]
      guard numbers.allSatisfy(\.isFinite) else { throw .vanishingAlpha(timestep: row.timestep) }
    }
    return rows
  }

  /// DDIM's steps.
  ///
  /// With ᾱ of the timestep, ᾱ' of the one `trainSteps / steps` earlier and d = √(1−ᾱ'):
  ///
  ///     textbook         x ← √ᾱ' · clip(x̂) + d · (x − √ᾱ · x̂) / √(1−ᾱ)
  ///     clipped output   x ← √ᾱ' · clip(x̂) + d · (x − √ᾱ · clip(x̂)) / √(1−ᾱ)
  ///     legacy           x ← √ᾱ' · clip(x̂) + d · x̂
  ///
  /// An ε-predicting network's own output is the direction in both dialects, which in terms of
  /// x̂ = (x − √(1−ᾱ) · ε) / √ᾱ is the textbook formula; so it is with a velocity.
  private static func ddim(_ plan: SamplerPlan) -> [SamplerRow] {
    let scheduler = plan.scheduler
    let noise = NoiseSchedule(scheduler)
    let stride = scheduler.trainSteps / plan.timesteps.count
    let dropsSample =
      plan.rule == .legacyDDIM && scheduler.prediction == .sample && !scheduler.usesClippedOutput
    return plan.timesteps.map { timestep in
      let alpha = noise.alphaCumprod(Int(timestep))
      let previous = noise.alphaCumprod(Int(timestep) - stride)
      let direction = (1 - previous).squareRoot()
      // Subtracting from 0 keeps the last row's weight a plain 0 where negating would make it −0.
      let estimateShare = 0 - direction * (alpha / (1 - alpha)).squareRoot()
      var row = estimate(timestep: timestep, alpha: alpha, scheduler)
      row.p = Float(previous.squareRoot())
      if dropsSample {
        row.q = Float(direction)
        return row
      }
      row.r = Float(direction / (1 - alpha).squareRoot())
      if scheduler.usesClippedOutput {
        row.p = Float(previous.squareRoot() + estimateShare)
      } else {
        row.q = Float(estimateShare)
      }
      return row
    }
  }

  /// Consistency calls: c_out · clip(x̂) + c_skip · x.
  private static func consistency(_ plan: SamplerPlan) throws(SamplerError) -> [SamplerRow] {
    guard plan.timesteps.count == 1 else { throw .drawsNoise }
    return [oneCall(.consistency, plan)]
  }

  /// A single call.
  ///
  /// The consistency style is the last step of diffusers' LCM scheduler, with σ_data = 0.5 and s the timestep scaling:
  ///
  ///     x ← c_out · clip(x̂) + c_skip · x,  c_skip = σ² / ((s·t)² + σ²),  c_out = s·t / √((s·t)² + σ²)
  private static func oneCall(_ style: SamplerOptions.OneCallStyle, _ plan: SamplerPlan) -> SamplerRow {
    let (timestep, scheduler) = (plan.timesteps[0], plan.scheduler)
    let alpha = scheduler.prediction == .sample ? 1 : NoiseSchedule(scheduler).alphaCumprod(Int(timestep))
    var row = estimate(timestep: timestep, alpha: alpha, scheduler)
    switch style {
    case .direct:
      row.p = 1
    case .consistency:
      let scaled = Double(timestep) * scheduler.timestepScaling
      let variance = consistencySigmaData * consistencySigmaData
      row.p = Float(scaled / (scaled * scaled + variance).squareRoot())
      row.r = Float(variance / (scaled * scaled + variance))
    }
    return row
  }

  /// FlowPolicy's Euler steps x ← x + v / n, of which nothing is clipped.
  private static func euler(_ plan: SamplerPlan) -> [SamplerRow] {
    plan.timesteps.map { SamplerRow(timestep: $0, p: 0, q: Float(1 / Double(plan.timesteps.count)), r: 1) }
  }

  /// A row that makes x̂ from the network's output and does nothing with it yet.
  private static func estimate(
    timestep: Float, alpha: Double, _ scheduler: SchedulerDescription
  ) -> SamplerRow {
    let (root, rest) = (alpha.squareRoot(), (1 - alpha).squareRoot())
    switch scheduler.prediction {
    case .sample:
      return SamplerRow(timestep: timestep, clip: scheduler.clip, p: 0)
    case .epsilon:
      return SamplerRow(
        timestep: timestep, outputScale: Float(0 - rest / root), sampleScale: Float(1 / root),
        clip: scheduler.clip, p: 0)
    case .velocity:
      return SamplerRow(
        timestep: timestep, outputScale: Float(0 - rest), sampleScale: Float(root), clip: scheduler.clip, p: 0)
    }
  }

  /// σ_data of diffusers' LCM scheduler.
  private static let consistencySigmaData = 0.5
}

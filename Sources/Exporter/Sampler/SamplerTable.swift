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
    case (.oneCall(let style), _): rows = plan.timesteps.map { call(at: $0, style, plan.scheduler) }
    case (_, .euler): rows = euler(plan)
    case (_, .ddim): rows = ddim(plan)
    case (_, .ddpm): rows = ddpm(plan)
    case (_, .lcm): rows = consistency(plan)
    case (_, .edm): rows = edm(plan)
    case (_, .ctm): rows = trajectory(plan)
    }
    for row in rows {
      let numbers = [row.outputScale, row.sampleScale, row.p, row.q, row.r, row.s]
      guard numbers.allSatisfy(\.isFinite) else { throw .vanishingAlpha(timestep: row.timestep) }
    }
    return rows
  }

  /// DDIM's steps.
  ///
  /// With ᾱ of the timestep, ᾱ' of the one `trainSteps / steps` earlier, σ² = η² (1−ᾱ')/(1−ᾱ) (1−ᾱ/ᾱ') and
  /// d = √(1−ᾱ'−σ²):
  ///
  ///     textbook         x ← √ᾱ' · clip(x̂) + d · (x − √ᾱ · x̂) / √(1−ᾱ) + σ · ε
  ///     clipped output   x ← √ᾱ' · clip(x̂) + d · (x − √ᾱ · clip(x̂)) / √(1−ᾱ) + σ · ε
  ///     legacy           x ← √ᾱ' · clip(x̂) + d · x̂ + σ · ε
  ///
  /// An ε-predicting network's own output is the direction in both dialects, which in terms of
  /// x̂ = (x − √(1−ᾱ) · ε) / √ᾱ is the textbook formula; so it is with a velocity.
  private static func ddim(_ plan: SamplerPlan) -> [SamplerRow] {
    let scheduler = plan.scheduler
    let noise = NoiseSchedule(scheduler)
    let stride = scheduler.trainSteps / plan.timesteps.count
    let dropsSample =
      plan.rule == .legacy && scheduler.prediction == .sample && !scheduler.usesClippedOutput
    return plan.timesteps.map { timestep in
      let alpha = noise.alphaCumprod(Int(timestep))
      let previous = noise.alphaCumprod(Int(timestep) - stride)
      let variance = scheduler.eta * scheduler.eta * (1 - previous) / (1 - alpha) * (1 - alpha / previous)
      let direction = (1 - previous - variance).squareRoot()
      // Subtracting from 0 keeps the last row's weight a plain 0 where negating would make it −0.
      let estimateShare = 0 - direction * (alpha / (1 - alpha)).squareRoot()
      var row = estimate(timestep: timestep, alpha: alpha, scheduler)
      row.p = Float(previous.squareRoot())
      row.s = Float(variance.squareRoot())
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

  /// DDPM's steps.
  ///
  /// With ᾱ of the timestep, ᾱ' of the next call's (1 after the last) and β = 1 − ᾱ/ᾱ':
  ///
  ///     x ← √ᾱ' · β / (1−ᾱ) · clip(x̂) + √(ᾱ/ᾱ') · (1−ᾱ') / (1−ᾱ) · x + [t > 0] σ · ε
  ///
  /// In the legacy dialect ᾱ' is that of the timestep before, and β the schedule's own, however many are left out.
  ///
  /// σ² is β (`fixed_large`), else (1−ᾱ') / (1−ᾱ) · β, at least 1e-20. All in float32 and in diffusers' order: what
  /// 1 − ᾱ/ᾱ' loses there adds up to 5e-6 over a hundred steps, and is part of the answer that the trainer saw.
  private static func ddpm(_ plan: SamplerPlan) -> [SamplerRow] {
    let scheduler = plan.scheduler
    let noise = NoiseSchedule(scheduler)
    return plan.timesteps.indices.map { index in
      let timestep = plan.timesteps[index]
      let now = noise.alphasCumprod[Int(timestep)]
      let before = plan.timestepBefore(index)
      let previous = before < 0 ? 1 : noise.alphasCumprod[before]
      let beta = plan.rule == .legacy ? noise.betas[Int(timestep)] : 1 - now / previous
      let alpha = plan.rule == .legacy ? 1 - beta : now / previous
      var row = estimate(timestep: timestep, alpha: Double(now), scheduler)
      row.p = previous.squareRoot() * beta / (1 - now)
      row.r = alpha.squareRoot() * (1 - previous) / (1 - now)
      if timestep > 0 {
        let small = max((1 - previous) / (1 - now) * beta, 1e-20)
        row.s = (scheduler.variance == .fixedLarge ? beta : small).squareRoot()
      }
      return row
    }
  }

  /// Consistency calls, each but the last noised to the level ᾱ' of the next call's timestep.
  ///
  ///     x ← √ᾱ' · (c_out · clip(x̂) + c_skip · x) + √(1−ᾱ') · ε
  private static func consistency(_ plan: SamplerPlan) -> [SamplerRow] {
    let noise = NoiseSchedule(plan.scheduler)
    return plan.timesteps.indices.map { index in
      var row = call(at: plan.timesteps[index], .consistency, plan.scheduler)
      guard index < plan.timesteps.count - 1 else { return row }
      let next = noise.alphaCumprod(Int(plan.timesteps[index + 1]))
      row.p = Float(next.squareRoot() * Double(row.p))
      row.r = Float(next.squareRoot() * Double(row.r))
      row.s = Float((1 - next).squareRoot())
      return row
    }
  }

  /// A single call.
  ///
  /// The consistency style is the last step of diffusers' LCM scheduler, with σ_data = 0.5 and s the timestep scaling:
  ///
  ///     x ← c_out · clip(x̂) + c_skip · x,  c_skip = σ² / ((s·t)² + σ²),  c_out = s·t / √((s·t)² + σ²)
  private static func call(
    at timestep: Float, _ style: SamplerOptions.OneCallStyle, _ scheduler: SchedulerDescription
  ) -> SamplerRow {
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

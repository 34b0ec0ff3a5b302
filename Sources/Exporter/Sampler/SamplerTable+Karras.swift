import EdgeRuntime

extension SamplerTable {
  /// An EDM teacher's steps.
  ///
  /// With k = (x − clip(x̂)) / σ, h the step's length and the stage's slope the weighted sum of its ks, a call leads to
  /// base + reach · k + slope reach · slope. The first of a step has its base in x, so that it needs no memory; where
  /// it is the only one, as in Euler's, there is none.
  static func edm(_ plan: SamplerPlan) -> [SamplerRow] {
    let schedule = KarrasSchedule(plan.scheduler.karras)
    let hasStages = plan.scheduler.karras.solver != .euler
    return schedule.calls.map { call in
      let sigma = Double(call.level)
      var row = estimate(at: call.level, schedule, clip: plan.scheduler.clip)
      row.p = Float(0 - call.reach / sigma)
      row.r = Float((call.startsStep ? 1 : 0) + call.reach / sigma)
      guard hasStages else { return row }
      row.stage = SamplerStage(
        startsStep: call.startsStep, carry: call.startsStep ? 0 : 1, p: Float(0 - call.weight / sigma),
        r: Float(call.weight / sigma), baseShare: call.startsStep ? 0 : 1, slopeShare: Float(call.slopeReach))
      return row
    }
  }

  /// A consistency trajectory student's calls, each from its level t to the lowest s; what is noised for the next call
  /// is the clipped answer.
  ///
  ///     x ← clip(s/t · x + (1 − s/t) · x̂) + t' · ε
  static func trajectory(_ plan: SamplerPlan) -> [SamplerRow] {
    let schedule = KarrasSchedule(plan.scheduler.karras)
    return plan.levels.indices.map { index in
      let level = plan.levels[index]
      var row = estimate(at: level, schedule, clip: plan.scheduler.clip)
      let kept = Double(schedule.lowest / level)
      let (skip, out, _) = schedule.scalings(at: level)
      row.outputScale = Float((1 - kept) * out)
      row.sampleScale = Float((1 - kept) * skip + kept)
      row.p = 1
      row.s = index < plan.levels.count - 1 ? plan.levels[index + 1] : 0
      return row
    }
  }

  private static func estimate(at level: Float, _ schedule: KarrasSchedule, clip: Float) -> SamplerRow {
    let (skip, out, input) = schedule.scalings(at: level)
    return SamplerRow(
      inputScale: Float(input), timestep: KarrasSchedule.time(of: level), outputScale: Float(out),
      sampleScale: Float(skip), clip: clip, p: 0)
  }
}

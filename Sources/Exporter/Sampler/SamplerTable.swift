import EdgeRuntime

/// Builds the rows that the runtime samples with, one for each network call.
///
/// The coefficients are computed in double precision from the float32 ᾱ of the schedule and rounded once.
public enum SamplerTable {
  /// Returns the rows of a policy's sampler, in the order of the calls.
  public static func make(
    for description: PolicyDescription, options: SamplerOptions = SamplerOptions()
  ) throws(SamplerError) -> [SamplerRow] {
    switch try SamplerPlan(for: description, options: options) {
    case .ddim(let steps, let dialect, let clips):
      return try ddim(steps: steps, dialect: dialect, clips: clips, schedule: description.schedule)
    case .oneCall(let timestep, let style, let clips):
      return [try oneCall(timestep: timestep, style: style, clips: clips, schedule: description.schedule)]
    case .euler(let steps):
      return try euler(steps: steps)
    }
  }

  /// Describes in a line the table that `make` returns for the same arguments.
  public static func summary(
    for description: PolicyDescription, options: SamplerOptions = SamplerOptions()
  ) throws(SamplerError) -> String {
    try SamplerPlan(for: description, options: options).summary(schedule: description.schedule)
  }

  /// DDIM without added noise (η = 0) at the multiples of trainSteps / steps (spacing `leading`).
  ///
  /// With ᾱ of the timestep and ᾱ' of the one `trainSteps / steps` earlier:
  ///
  ///     textbook   x ← √ᾱ' · clip(x̂) + √(1−ᾱ') · (x − √ᾱ · x̂) / √(1−ᾱ)
  ///     legacy     x ← √ᾱ' · clip(x̂) + √(1−ᾱ') · x̂
  ///
  /// Only the first term is clipped: diffusers derives the direction from the network's output as it is
  /// unless told otherwise. An ε-predicting network's own output is the direction in both dialects, which in
  /// terms of x̂ = (x − √(1−ᾱ) · ε) / √ᾱ is the textbook formula.
  public static func ddim(
    steps: Int, dialect: SamplerOptions.DDIMDialect, clips: Bool, schedule: ScheduleDescription
  ) throws(SamplerError) -> [SamplerRow] {
    guard steps >= 1 else { throw .tooFewSteps(steps: steps) }
    guard steps <= schedule.trainSteps else {
      throw .tooManySteps(steps: steps, trainSteps: schedule.trainSteps)
    }
    let noise = NoiseSchedule(schedule)
    let stride = schedule.trainSteps / steps
    let dropsSample = dialect == .legacy && schedule.prediction == .sample
    var rows: [SamplerRow] = []
    for index in (0..<steps).reversed() {
      let timestep = index * stride + schedule.stepsOffset
      guard noise.alphasCumprod.indices.contains(timestep) else {
        throw .timestepOffSchedule(timestep: Float(timestep), trainSteps: schedule.trainSteps)
      }
      let alpha = noise.alphaCumprod(timestep)
      let previous = noise.alphaCumprod(timestep - stride)
      let direction = (1 - previous).squareRoot()
      var row = estimate(timestep: Float(timestep), alpha: alpha, schedule: schedule)
      row.clip = clips ? 1 : .infinity
      row.p = Float(previous.squareRoot())
      if dropsSample {
        row.q = Float(direction)
      } else {
        row.r = Float(direction / (1 - alpha).squareRoot())
        // Subtracting from 0 keeps the last row's weight a plain 0 where negating would make it −0.
        row.q = Float(0 - direction * (alpha / (1 - alpha)).squareRoot())
      }
      rows.append(row)
    }
    return rows
  }

  /// A single call at `timestep`.
  ///
  /// The consistency style is the last step of diffusers' LCM scheduler (timestep scaling 10, σ_data = 0.5):
  ///
  ///     x ← c_out · clip(x̂) + c_skip · x,  c_skip = σ² / ((10t)² + σ²),  c_out = 10t / √((10t)² + σ²)
  public static func oneCall(
    timestep: Float, style: SamplerOptions.OneCallStyle, clips: Bool, schedule: ScheduleDescription
  ) throws(SamplerError) -> SamplerRow {
    guard timestep >= 0, timestep <= Float(schedule.trainSteps) else {
      throw .timestepOutOfRange(timestep: timestep, trainSteps: schedule.trainSteps)
    }
    var alpha = 1.0
    if schedule.prediction == .epsilon {
      guard timestep.rounded() == timestep, timestep < Float(schedule.trainSteps) else {
        throw .timestepOffSchedule(timestep: timestep, trainSteps: schedule.trainSteps)
      }
      alpha = NoiseSchedule(schedule).alphaCumprod(Int(timestep))
    }
    var row = estimate(timestep: timestep, alpha: alpha, schedule: schedule)
    row.clip = clips ? 1 : .infinity
    switch style {
    case .direct:
      row.p = 1
    case .consistency:
      let scaled = Double(timestep) * consistencyTimestepScaling
      let variance = consistencySigmaData * consistencySigmaData
      row.p = Float(scaled / (scaled * scaled + variance).squareRoot())
      row.r = Float(variance / (scaled * scaled + variance))
    }
    return row
  }

  /// FlowPolicy's Euler steps x ← x + v / n at tᵢ = i/n · (1 − 0.01) + 0.01; the network is told 99 · tᵢ.
  ///
  /// Nothing is clipped. The time is multiplied in float32, as the policy's code does it.
  public static func euler(steps: Int) throws(SamplerError) -> [SamplerRow] {
    guard steps >= 1 else { throw .tooFewSteps(steps: steps) }
    return (0..<steps).map { index in
      let time = Double(index) / Double(steps) * (1 - flowEpsilon) + flowEpsilon
      return SamplerRow(timestep: Float(time) * 99, p: 0, q: Float(1 / Double(steps)), r: 1)
    }
  }

  /// A row that makes x̂ from the network's output and does nothing with it yet.
  private static func estimate(timestep: Float, alpha: Double, schedule: ScheduleDescription) -> SamplerRow {
    switch schedule.prediction {
    case .sample:
      return SamplerRow(timestep: timestep, p: 0)
    case .epsilon:
      return SamplerRow(
        timestep: timestep, outputScale: Float(0 - ((1 - alpha) / alpha).squareRoot()),
        sampleScale: Float(1 / alpha.squareRoot()), p: 0)
    }
  }

  /// Default of diffusers' LCM scheduler, which no published configuration overrides.
  private static let consistencyTimestepScaling = 10.0
  /// σ_data of the same scheduler.
  private static let consistencySigmaData = 0.5
  /// `eps` of FlowPolicy's class, the time its flow starts at.
  private static let flowEpsilon = 0.01
}

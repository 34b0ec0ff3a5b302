/// Consistency Policy's sampling as its paper states it, in double precision: a teacher's steps along the slope of the
/// noise levels, a student's jumps to the lowest.
///
/// It is the second path to what `SamplerTable` makes rows of, as `ReferenceSampler` is for the other families; shared
/// are the noise levels, which tests hold against PyTorch's, and no equation.
struct ReferenceTrajectory {
  private let settings: KarrasDescription
  private let schedule: KarrasSchedule
  private let clip: Double
  private let levels: [Float]

  /// The network's answer to a scaled sample at a time.
  typealias Network = (DoubleMatrix, Float) -> DoubleMatrix

  /// - Parameter plan: A plan of EDM or CTM.
  init(_ plan: SamplerPlan) {
    settings = plan.scheduler.karras
    schedule = KarrasSchedule(settings)
    clip = Double(plan.scheduler.clip)
    levels = plan.levels
  }

  /// The time that the network is told of a noise level.
  static func time(of level: Float) -> Float { 250 * Float(Elementary.logarithm(Double(level))) }

  /// A teacher's sample, from noise of variance 1.
  func solved(_ noise: DoubleMatrix, _ network: Network) -> DoubleMatrix {
    var x = noise
    for bin in 0..<settings.bins - 1 {
      x = step(x, from: schedule.level(Float(bin)), to: schedule.level(Float(bin + 1)), network)
    }
    return x
  }

  /// A student's sample; `drawn` is the noise of each call of the chain.
  func jumped(_ noise: DoubleMatrix, drawn: [DoubleMatrix], _ network: Network) -> DoubleMatrix {
    var x = jump(noise, from: levels[0], network)
    for (level, drawn) in zip(levels.dropFirst(), drawn) {
      x = jump(x + drawn * Double(level), from: level, network)
    }
    return x
  }

  private func step(_ x: DoubleMatrix, from start: Float, to end: Float, _ network: Network) -> DoubleMatrix {
    func slope(_ x: DoubleMatrix, at level: Float) -> DoubleMatrix {
      // dx/dσ of the probability flow.
      (x + clipped(denoised(x, at: level, network)) * -1) * (1 / Double(level))
    }
    let h = Double(end - start)
    let middle = start + (end - start) / 2
    let first = slope(x, at: start)
    switch settings.solver {
    case .euler: return x + first * h
    case .heun: return x + (first + slope(x + first * h, at: end)) * (h / 2)
    case .third:
      let last = slope(x + first * h, at: end)
      let between = slope(x + (first + last) * (h / 4), at: middle)
      return x + (first + between * 4 + last) * (h / 6)
    case .fourth:
      let second = slope(x + first * (h / 2), at: middle)
      let third = slope(x + second * (h / 2), at: middle)
      let last = slope(x + third * h, at: start + (end - start))
      return x + (first + second * 2 + third * 2 + last) * (h / 6)
    }
  }

  private func jump(_ x: DoubleMatrix, from level: Float, _ network: Network) -> DoubleMatrix {
    let kept = Double(Float(settings.timeMin) / level)
    return clipped(x * kept + denoised(x, at: level, network) * (1 - kept))
  }

  /// Equation 7 of "Elucidating the design space of diffusion-based generative models", with the boundary of
  /// consistency models where it is configured.
  private func denoised(_ x: DoubleMatrix, at level: Float, _ network: Network) -> DoubleMatrix {
    let (sigma, data) = (Double(level), settings.dataStd)
    let offset = settings.scaling == .boundary ? sigma - Double(Float(settings.timeMin)) : sigma
    let root = (sigma * sigma + data * data).squareRoot()
    let answer = network(x * (1 / root), Self.time(of: level))
    return answer * (offset * data / root) + x * (data * data / (offset * offset + data * data))
  }

  private func clipped(_ x: DoubleMatrix) -> DoubleMatrix {
    x.mapped { min(clip, max(-clip, $0)) }
  }
}

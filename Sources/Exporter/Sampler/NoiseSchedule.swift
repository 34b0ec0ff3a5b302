/// The cumulative products ᾱ of a noise schedule, with the roundings of the trainers' library.
///
/// The library (diffusers) keeps β in float32, and PyTorch multiplies 1 − β up in double precision and rounds
/// each partial product to float32; the same is done here, so the table equals the trainers' bit for bit.
public struct NoiseSchedule: Equatable, Sendable {
  /// β of every training timestep, 0 first.
  public let betas: [Float]
  /// ᾱ of every training timestep, 0 first.
  public let alphasCumprod: [Float]
  /// ᾱ before timestep 0: 1, or ᾱ of timestep 0 where the configuration says so.
  public let finalAlphaCumprod: Float

  /// Makes the schedule that a configuration describes.
  public init(_ description: SchedulerDescription) {
    var betas: [Float]
    switch description.betas {
    case .squaredCosine:
      betas = NoiseSchedule.squaredCosineBetas(count: description.trainSteps)
    case .linear(let start, let end):
      betas = NoiseSchedule.evenlySpaced(from: Float(start), to: Float(end), count: description.trainSteps)
    case .scaledLinear(let start, let end):
      let roots = NoiseSchedule.evenlySpaced(
        from: Float(start.squareRoot()), to: Float(end.squareRoot()), count: description.trainSteps)
      betas = roots.map { $0 * $0 }
    case .trained(let values):
      betas = values
    }
    if description.rescalesToZeroSNR { betas = NoiseSchedule.rescaledToZeroSNR(betas) }
    self.betas = betas
    alphasCumprod = NoiseSchedule.cumulativeProducts(of: betas)
    finalAlphaCumprod = description.setsAlphaToOne ? 1 : alphasCumprod.first ?? 1
  }

  /// Returns ᾱ of `timestep`, or the final ᾱ for a negative one.
  func alphaCumprod(_ timestep: Int) -> Double {
    Double(timestep < 0 ? finalAlphaCumprod : alphasCumprod[timestep])
  }

  private static func cumulativeProducts(of betas: [Float]) -> [Float] {
    var product = 1.0
    return betas.map { beta in
      product *= Double(1 - beta)
      return Float(product)
    }
  }

  /// β_i = min(1 − f((i+1)/n) / f(i/n), 0.999), f(u) = cos²((u + 0.008) / 1.008 · π/2), rounded once.
  private static func squaredCosineBetas(count: Int) -> [Float] {
    func barAlpha(_ position: Int) -> Double {
      let cosine = Elementary.cosine((Double(position) / Double(count) + 0.008) / 1.008 * .pi / 2)
      return cosine * cosine
    }
    return (0..<max(0, count)).map { Float(min(1 - barAlpha($0 + 1) / barAlpha($0), 0.999)) }
  }

  /// Shifts and scales √ᾱ so that it starts where it did and ends at 0, in float32.
  ///
  /// This is algorithm 1 of Lin et al., 2023, "Common diffusion noise schedules and sample steps are flawed".
  private static func rescaledToZeroSNR(_ betas: [Float]) -> [Float] {
    let roots = cumulativeProducts(of: betas).map { $0.squareRoot() }
    guard let first = roots.first, let last = roots.last, first > last else { return betas }
    let factor = first / (first - last)
    let alphas = roots.map { root in
      let scaled = (root - last) * factor
      return scaled * scaled
    }
    return alphas.indices.map { index in
      1 - (index == 0 ? alphas[0] : alphas[index] / alphas[index - 1])
    }
  }

  /// Values from `first` to `last` as PyTorch's `linspace` makes them in float32.
  ///
  /// The first half counts from the start and the second from the end, each with one rounding.
  private static func evenlySpaced(from first: Float, to last: Float, count: Int) -> [Float] {
    guard count > 1 else { return count == 1 ? [first] : [] }
    let step = (last - first) / Float(count - 1)
    return (0..<count).map { index in
      index < count / 2
        ? first.addingProduct(step, Float(index)) : last.addingProduct(-step, Float(count - 1 - index))
    }
  }
}

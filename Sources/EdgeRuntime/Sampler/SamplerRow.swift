/// One network call of a sampler and the update that follows it.
///
///     x̂ = outputScale · network(inputScale · x, timestep) + sampleScale · x
///     x ← p · clip(x̂, ±clip) + q · x̂ + r · x + s · ε
///
/// with the row's own noise ε, and what its stage adds where it has one.
///
/// Every family is a table of such rows (`docs/format.md`, section *sampler*).
public struct SamplerRow: Equatable, Sendable {
  /// What the sample is multiplied with before the network sees it.
  public var inputScale: Float
  /// The time the network is told.
  public var timestep: Float
  /// What the network's output is multiplied with to estimate the clean action; 1 where it predicts that itself.
  public var outputScale: Float
  /// The share of the sample in the clean estimate; 0 where the network predicts it itself.
  public var sampleScale: Float
  /// The bound of the clip, in normalised action units; infinity for none.
  public var clip: Float
  /// The weight of the clipped estimate.
  public var p: Float
  /// The weight of the estimate as it is.
  public var q: Float
  /// The weight of the sample before the update.
  public var r: Float
  /// The weight of the row's noise; 0 where the row draws none.
  public var s: Float
  /// What a solver of several stages does beside; nil where the update is all.
  public var stage: SamplerStage?

  /// Makes a row; the defaults leave the input as it is and clip nothing.
  public init(
    inputScale: Float = 1, timestep: Float, outputScale: Float = 1, sampleScale: Float = 0,
    clip: Float = .infinity, p: Float, q: Float = 0, r: Float = 0, s: Float = 0,
    stage: SamplerStage? = nil
  ) {
    self.inputScale = inputScale
    self.timestep = timestep
    self.outputScale = outputScale
    self.sampleScale = sampleScale
    self.clip = clip
    self.p = p
    self.q = q
    self.r = r
    self.s = s
    self.stage = stage
  }
}

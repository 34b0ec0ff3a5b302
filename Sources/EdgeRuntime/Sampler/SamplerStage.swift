/// What a row of a solver of several stages does beside its update; x is the sample that the network saw.
///
///     base ← x, if the row starts a step
///     slope ← carry · slope + p · clip(x̂, ±clip) + r · x
///     x ← (the row's update) + base share · base + slope share · slope
///
/// With these two memories Heun's, the third and the fourth order's calls are rows like any other (decision 14). Both
/// are zero when a policy's step begins.
public struct SamplerStage: Equatable, Sendable {
  /// Whether the sample becomes the base.
  public var startsStep: Bool
  /// What is left of the slope so far.
  public var carry: Float
  /// The weight of the clipped estimate in the slope.
  public var p: Float
  /// The weight of the sample in the slope.
  public var r: Float
  /// The weight of the base in the new sample.
  public var baseShare: Float
  /// The weight of the slope in the new sample.
  public var slopeShare: Float

  /// Makes a stage; the defaults keep the slope and read nothing.
  public init(
    startsStep: Bool = false, carry: Float = 1, p: Float, r: Float, baseShare: Float = 0, slopeShare: Float = 0
  ) {
    self.startsStep = startsStep
    self.carry = carry
    self.p = p
    self.r = r
    self.baseShare = baseShare
    self.slopeShare = slopeShare
  }
}

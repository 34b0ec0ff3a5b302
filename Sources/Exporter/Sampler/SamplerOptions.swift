/// What a user chose about sampling; everything left out follows the checkpoint.
public struct SamplerOptions: Equatable, Sendable {
  /// The two meanings of a DDIM step with a network that predicts the clean action x̂.
  ///
  /// Where the network predicts the noise ε they are one and the same.
  public enum DDIMDialect: String, CaseIterable, Sendable {
    /// diffusers from 0.15 on: the direction is the noise that leads from x̂ to the sample.
    case textbook
    /// diffusers up to 0.14: the direction is x̂ itself, and the sample is dropped after each call.
    case legacy
  }

  /// What follows the network in a sampler of one call.
  public enum OneCallStyle: String, CaseIterable, Sendable {
    /// c_out · x̂ + c_skip · noise, the boundary scalings of the latent consistency sampler.
    case consistency
    /// x̂ and nothing else, as SDM trains its generator.
    case direct
  }

  /// The timestep of a single call; nil for the scheduler's own.
  public var timestep: Float?
  /// Network calls; nil for the configured number.
  public var steps: Int?
  /// The DDIM dialect; nil for `.textbook`, see `SamplerPlan`.
  public var ddim: DDIMDialect?
  /// Whether the clean estimate is clipped where the configuration asks for it.
  public var clips: Bool
  /// What follows a single call at `timestep`; unused by other samplers.
  public var oneCall: OneCallStyle

  /// Makes options; the defaults follow the checkpoint.
  public init(
    timestep: Float? = nil, steps: Int? = nil, ddim: DDIMDialect? = nil, clips: Bool = true,
    oneCall: OneCallStyle = .consistency
  ) {
    self.timestep = timestep
    self.steps = steps
    self.ddim = ddim
    self.clips = clips
    self.oneCall = oneCall
  }
}

/// What a user chose about sampling; everything left out follows the checkpoint.
public struct SamplerOptions: Equatable, Sendable {
  /// The two meanings that diffusers has given to its steps.
  public enum Dialect: String, CaseIterable, Sendable {
    /// diffusers from 0.15 on: what the papers say.
    case textbook
    /// diffusers up to 0.14.
    ///
    /// A DDIM step of a network that predicts the clean action x̂ takes x̂ itself for the direction and drops the sample;
    /// one of a network that predicts the noise is the same. A DDPM step takes the sample to the timestep before,
    /// whichever is called next, and there may be more calls than asked for.
    case legacy
  }

  /// What follows the network in a sampler of one call.
  public enum OneCallStyle: String, CaseIterable, Sendable {
    /// c_out · x̂ + c_skip · noise, the boundary scalings of the latent consistency sampler.
    case consistency
    /// x̂ and nothing else, as SDM trains its generator.
    case direct
  }

  /// The calls of a consistency trajectory student after its first, and what their numbers are.
  public struct Chain: Equatable, Sendable {
    /// Where each call starts.
    public var values: [Float]
    /// What the values are; nil for what the checkpoint's own chain counts in.
    public var units: KarrasDescription.ChainUnits?

    /// Makes a chain.
    public init(values: [Float], units: KarrasDescription.ChainUnits? = nil) {
      self.values = values
      self.units = units
    }
  }

  /// The timestep of a single call; nil for the scheduler's own.
  public var timestep: Float?
  /// Network calls; nil for the configured number.
  public var steps: Int?
  /// The dialect of DDIM and DDPM; nil for `.textbook`, see `SamplerPlan`.
  public var dialect: Dialect?
  /// Whether the clean estimate is clipped where the configuration asks for it.
  public var clips: Bool
  /// What follows a single call at `timestep`; unused by other samplers.
  public var oneCall: OneCallStyle
  /// More calls of a consistency trajectory student; nil for none, whatever the checkpoint says.
  public var chain: Chain?

  /// Makes options; the defaults follow the checkpoint.
  public init(
    timestep: Float? = nil, steps: Int? = nil, dialect: Dialect? = nil, clips: Bool = true,
    oneCall: OneCallStyle = .consistency, chain: Chain? = nil
  ) {
    self.timestep = timestep
    self.steps = steps
    self.dialect = dialect
    self.clips = clips
    self.oneCall = oneCall
    self.chain = chain
  }
}

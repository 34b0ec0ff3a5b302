import EdgeRuntime
import Exporter
import TestSupport

/// The miniature checkpoints in `Tests/Fixtures`, made with the trainers' framework; its README tells how.
enum Fixture {
  /// A checkpoint, how it is exported, and the record of PyTorch's answers for that.
  struct Case: Sendable, CustomStringConvertible {
    let checkpoint: String
    let family: Family
    let weights: String
    let golden: String
    var sampler = SamplerOptions()
    /// Whether the sampler takes many steps, which feed rounding errors back.
    var feedsErrorsBack = false

    var description: String { golden }
  }

  static let cases = [
    Case(
      checkpoint: "dp3-T16", family: .dp3, weights: "ema_model", golden: "dp3-T16.ema_model.ddim10",
      feedsErrorsBack: true),
    Case(
      checkpoint: "dp3-T16", family: .dp3, weights: "ema_model", golden: "dp3-T16.ema_model.ddim10legacy",
      sampler: SamplerOptions(dialect: .legacy), feedsErrorsBack: true),
    Case(
      checkpoint: "dp3-T16", family: .dp3, weights: "model", golden: "dp3-T16.model.lcm1",
      sampler: SamplerOptions(timestep: 99)),
    Case(checkpoint: "sdm-robot-T4", family: .sdm, weights: "model", golden: "sdm-robot-T4.model.lcm1"),
    Case(
      checkpoint: "sdm-robot-T4", family: .sdm, weights: "model", golden: "sdm-robot-T4.model.direct100",
      sampler: SamplerOptions(timestep: 100, clips: false)),
    Case(
      checkpoint: "flowpolicy-color-T4", family: .flowPolicy, weights: "model",
      golden: "flowpolicy-color-T4.model.euler1"),
    Case(
      checkpoint: "flowpolicy-color-T4", family: .flowPolicy, weights: "model",
      golden: "flowpolicy-color-T4.model.euler2", sampler: SamplerOptions(steps: 2)),
    Case(
      checkpoint: "simple-dp3-epsilon-T8", family: .simpleDP3, weights: "model",
      golden: "simple-dp3-epsilon-T8.model.ddim1", sampler: SamplerOptions(steps: 1)),
    Case(
      checkpoint: "simple-dp3-epsilon-T8", family: .simpleDP3, weights: "model",
      golden: "simple-dp3-epsilon-T8.model.ddim10", feedsErrorsBack: true),
  ]

  /// Path of a file in `Tests/Fixtures`.
  static func path(_ name: String) -> String { Repository.path("Tests/Fixtures/" + name) }

  static func source(_ fixture: Case) throws -> PolicySource {
    try PolicySource(
      checkpoint: Checkpoint(path: path("\(fixture.checkpoint).ckpt")), family: fixture.family,
      stateDict: fixture.weights)
  }

  static func golden(_ fixture: Case) throws -> [UInt8] {
    try bytes(ofFile: path("\(fixture.golden).golden.safetensors"))
  }
}

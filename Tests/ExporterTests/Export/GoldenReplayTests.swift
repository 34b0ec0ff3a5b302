import EdgeRuntime
import Exporter
import TestSupport
import Testing

/// Exported policies against PyTorch's own answers, layer by layer.
@Suite struct GoldenReplayTests {
  /// One combination of fixture and kernels.
  @Test(arguments: Fixture.cases, KernelSet.available.map(\.name))
  func agreesWithPyTorch(fixture: Fixture.Case, kernels: String) throws {
    let policy = try policy(of: fixture, kernels: kernels, threads: 2)
    let verification = try Verification(replaying: Fixture.golden(fixture), with: policy)
    let worst = verification.comparisons.map(\.worstRelative).max() ?? .nan
    print("\(fixture.golden) with \(kernels): worst relative error \(worst)")
    #expect(verification.firstFailure == nil)
    #expect(verification.unknown.isEmpty)
    #expect(verification.comparisons.count > 10)
    #expect(verification.comparisons.contains { $0.name == "output.action" })
  }

  /// The exporter's own golden record, computed in float64 without the program, holds too.
  @Test(arguments: Fixture.cases)
  func agreesWithTheReferenceNetwork(fixture: Fixture.Case) throws {
    let export = try PolicyExport(Fixture.source(fixture), sampler: fixture.sampler)
    let file = TemporaryFile()
    let golden = try export.makeGolden(seed: 5)
    try export.write(to: file.path, goldens: [golden])
    let policy = try Policy(file: PolicyFile(path: file.path), kernels: .best, threadCount: 1)
    let verification = try Verification(replaying: golden, with: policy)
    #expect(verification.firstFailure == nil)
    #expect(verification.comparisons.count > 10)
  }

  /// Samplers that add noise between their calls: the record holds it, and a record without it is refused.
  @Test(arguments: [("dp3-T16", Family.dp3, SchedulerDescription.Method.ddpm, 100), ("sdm-robot-T4", .sdm, .lcm, 4)])
  func noisySamplersAreReplayed(
    checkpoint: String, family: Family, method: SchedulerDescription.Method, steps: Int
  ) throws {
    var overrides = PolicyOverrides(inferenceSteps: steps)
    overrides.sampler = method
    let source = try PolicySource(
      checkpoint: Checkpoint(path: Fixture.path("\(checkpoint).ckpt")), family: family, stateDict: "model",
      overrides: overrides)
    let export = try PolicyExport(source)
    #expect(export.drawsNoise)
    let file = TemporaryFile()
    let golden = try export.makeGolden(seed: 5)
    try export.write(to: file.path, goldens: [golden])
    let policy = try Policy(file: PolicyFile(path: file.path), kernels: .best.sharingAll, threadCount: 2)
    let verification = try Verification(replaying: golden, with: policy)
    let worst = verification.comparisons.map(\.worstRelative).max() ?? .nan
    print("\(export.samplerDescription): worst relative error \(worst)")
    #expect(verification.firstFailure == nil)
    // The runtime's own draws of the seed are the record's.
    let record = try GoldenRecord(parsing: golden, for: policy.metadata)
    for (index, values) in record.inputs.observations.enumerated() {
      try policy.setObservation(index, values.span)
    }
    policy.drawNoise(from: NoiseGenerator(seed: 5), step: 0)
    policy.step()
    let answer = try #require(record.outputs.first { $0.name == "output.action_pred" || $0.name == "action_pred" })
    #expect(zip(policy.actionPrediction, answer.values).allSatisfy { abs($0 - $1) <= 1e-4 })
  }

  @Test func namesTheFirstLayerOutOfTolerance() throws {
    let fixture = Fixture.cases[3]
    let policy = try policy(of: fixture, kernels: "generic", threads: 1)
    let file = try SafetensorsFile(bytes: Fixture.golden(fixture))
    var tampered = SafetensorsWriter()
    for entry in file.header.entries {
      var values = try file.floats(of: entry)
      if entry.name == "layer.model.mid_modules.0" { values[0] += 0.01 }
      try tampered.add(name: entry.name, shape: entry.shape, values: values)
    }
    let verification = try Verification(replaying: tampered.bytes(), with: policy)
    #expect(verification.firstFailure == "model.mid_modules.0")
  }

  private func policy(of fixture: Fixture.Case, kernels: String, threads: Int) throws -> Policy {
    let export = try PolicyExport(Fixture.source(fixture), sampler: fixture.sampler)
    let file = TemporaryFile()
    try export.write(to: file.path, goldens: [])
    return try Policy(file: PolicyFile(path: file.path), kernels: .named(kernels).sharingAll, threadCount: threads)
  }
}

import EdgeRuntime
import Exporter
import TestSupport
import Testing

/// Policy files made int8: what becomes of each matrix, and that records of their own hold.
@Suite struct PolicyQuantizerTests {
  private func exported(_ fixture: Fixture.Case) throws -> TemporaryFile {
    let file = TemporaryFile()
    try PolicyExport(Fixture.source(fixture), sampler: fixture.sampler)
      .write(to: file.path, goldens: [Fixture.golden(fixture)])
    return file
  }

  private func quantized(
    _ fixture: Fixture.Case, scheme: QuantizationScheme = .w8a8, keeping kept: [String] = []
  ) throws -> (TemporaryFile, PolicyQuantizer) {
    let float = try exported(fixture)
    let quantizer = try PolicyQuantizer(PolicyFile(path: float.path), scheme: scheme, keeping: kept)
    let file = TemporaryFile()
    try quantizer.write(to: file.path, records: [])
    return (file, quantizer)
  }

  /// What the reference computes with the quantised file for the inputs of `golden`.
  private func ownRecord(of file: TemporaryFile, _ golden: [UInt8]) throws -> GoldenRecord {
    let reference = try Policy(file: PolicyFile(path: file.path), kernels: .generic, threadCount: 1)
    let inputs = try GoldenRecord(parsing: golden, for: reference.metadata).inputs
    return try GoldenRecord(parsing: GoldenRecord.ownRecord(of: reference, for: inputs), for: reference.metadata)
  }

  /// Checks a record of its own on every kernel, and calls `body` with each policy and its distance to `golden`.
  private func replay(
    _ record: GoldenRecord, of file: TemporaryFile, _ golden: [UInt8], _ body: (Policy, Verification) throws -> Void
  ) throws {
    for kernels in KernelSet.available {
      let policy = try Policy(file: PolicyFile(path: file.path), kernels: kernels.sharingAll, threadCount: 2)
      let own = try Verification(of: record, with: policy)
      #expect(own.firstFailure == nil && own.unknown.isEmpty, "\(kernels.name)")
      try body(policy, Verification(replaying: golden, with: policy))
    }
  }

  @Test(arguments: Fixture.cases) func ownRecordsHoldOnEveryKernel(fixture: Fixture.Case) throws {
    let (file, _) = try quantized(fixture)
    let record = try ownRecord(of: file, Fixture.golden(fixture))
    #expect(record.isOwn && !record.integers.isEmpty)
    for kernels in KernelSet.available {
      for threads in 1...2 {
        let policy = try Policy(file: PolicyFile(path: file.path), kernels: kernels.sharingAll, threadCount: threads)
        let verification = try Verification(of: record, with: policy)
        #expect(verification.firstFailure == nil, "\(kernels.name), \(threads) threads")
        #expect(verification.unknown.isEmpty)
        let sums = verification.comparisons.filter { $0.name.hasSuffix(" sums") }
        #expect(
          sums.count == record.integers.count(where: { !$0.sums.isEmpty }) && sums.allSatisfy { $0.worstAbsolute == 0 })
      }
    }
  }

  @Test(arguments: Fixture.cases.filter { !$0.feedsErrorsBack }) func staysNearTheFloats(fixture: Fixture.Case) throws {
    let (file, _) = try quantized(fixture)
    let policy = try Policy(file: PolicyFile(path: file.path), kernels: .best.sharingAll, threadCount: 2)
    let verification = try Verification(replaying: Fixture.golden(fixture), with: policy)
    #expect(verification.isDistance && verification.firstFailure == nil)
    let output = try #require(verification.comparisons.first { $0.name == "output.action_pred" })
    print("int8 of \(fixture): action off by \(output.worstRelative)")
    // Untrained weights of a few channels; a wrong scale or tap is off by the whole action.
    #expect(output.worstRelative > 0 && output.worstRelative < 0.1)
  }

  /// Floats times int8 weights: nothing is rounded on the way, so the weights alone make the distance.
  @Test(arguments: Fixture.cases) func weightsAloneAreRoundedWithW8(fixture: Fixture.Case) throws {
    let (file, quantizer) = try quantized(fixture, scheme: .w8)
    #expect(Set(quantizer.layers.map(\.format)) == ["w8", "float32"])
    let golden = try Fixture.golden(fixture)
    let record = try ownRecord(of: file, golden)
    #expect(record.isOwn && record.integers.isEmpty)
    try replay(record, of: file, golden) { policy, distance in
      let output = try #require(distance.comparisons.first { $0.name == "output.action_pred" })
      print("w8 of \(fixture), \(policy.kernels.name): action off by \(output.worstRelative)")
      #expect(distance.isDistance && (fixture.feedsErrorsBack || output.worstRelative < 0.1))
    }
  }

  /// Half precision: within 2e-3 of the floats, by records of the trainers' code.
  @Test(arguments: Fixture.cases) func halfPrecisionHardlyMoves(fixture: Fixture.Case) throws {
    let (file, quantizer) = try quantized(fixture, scheme: .f16)
    #expect(Set(quantizer.layers.map(\.format)) == ["float16", "float32"])
    #expect(quantizer.layers.allSatisfy { $0.reason != nil || 2 * $0.byteCountAfter == $0.byteCountBefore })
    let golden = try Fixture.golden(fixture)
    let record = try ownRecord(of: file, golden)
    try replay(record, of: file, golden) { policy, distance in
      let output = try #require(distance.comparisons.first { $0.name == "output.action_pred" })
      print("f16 of \(fixture), \(policy.kernels.name): action off by \(output.worstRelative)")
      // Ten calls of an untrained network carry its roundings on.
      let bound: Float = "\(fixture)".contains("ddim10") ? 2.5e-3 : 2e-3
      #expect(distance.isDistance && output.worstRelative > 0)
      #expect(fixture.feedsErrorsBack || output.worstRelative <= bound)
    }
  }

  @Test func keepsTheEndsTheTimestepAndTheEncoder() throws {
    let (_, quantizer) = try quantized(Fixture.cases[3])
    let reasons = Dictionary(uniqueKeysWithValues: quantizer.layers.map { ($0.name, $0.reason) })
    #expect(reasons["model.down_modules.0.0.blocks.0"] == "reads the noise")
    #expect(reasons["model.final_conv.1"] == "writes the estimate")
    #expect(reasons["obs_encoder.state_mlp.0"] == "runs once for the observation")
    #expect(reasons["model.film"] == .some(nil) && reasons["model.final_conv.0"] == .some(nil))
    for layer in quantizer.layers {
      #expect(
        layer.format == (layer.reason != nil ? "float32" : layer.name == "model.film" ? "int8-wide" : "int8"))
      #expect((layer.signalToNoise == nil) == (layer.reason != nil))
    }
    let operations = quantizer.layers.map(\.operation)
    #expect(operations == operations.sorted())
  }

  @Test func keepsTheTimestepsNetworkWhereItIsNotFolded() throws {
    let float = TemporaryFile()
    try PolicyExport(Fixture.source(Fixture.cases[3]), passes: []).write(to: float.path, goldens: [])
    let quantizer = try PolicyQuantizer(PolicyFile(path: float.path))
    let kept = quantizer.layers.filter { $0.reason == "the timestep's network" }.map(\.name)
    #expect(kept == ["model.diffusion_step_encoder.1", "model.diffusion_step_encoder.3"])
  }

  /// Outputs of several calls are judged by how far quantising took them: roundings add up from call to call, too.
  @Test func severalCallsAreJudgedByTheDistance() throws {
    let fixture = Fixture.cases[0]
    let (file, _) = try quantized(fixture)
    let reference = try Policy(file: PolicyFile(path: file.path), kernels: .generic, threadCount: 1)
    let inputs = try GoldenRecord(parsing: Fixture.golden(fixture), for: reference.metadata).inputs
    let answer = try ownRecord(of: file, Fixture.golden(fixture)).outputs.first { $0.name == "action_pred" }
    let values = try #require(answer).values
    let largest = max(1, values.map(\.magnitude).max() ?? 0)
    // The policy answers 5 % beside the record, which is this far from the float policy.
    for (distance, isAccepted) in [(Float(0.02), true), (0.01, false), (nil, false)] as [(Float?, Bool)] {
      let original = distance.map { share in values.map { $0 + share * largest } }
      let bytes = try GoldenRecord.ownRecord(of: reference, for: inputs, original: original)
      let record = try SafetensorsFile(bytes: bytes)
      var moved = SafetensorsWriter()
      try moved.setMetadata("arithmetic", to: "int8")
      for entry in record.header.entries {
        let floats = try record.floats(of: entry)
        let isOutput = entry.name.hasPrefix("output.") || entry.name.hasPrefix("original.")
        try moved.add(
          name: entry.name, shape: entry.shape, values: isOutput ? floats.map { $0 + 0.05 * largest } : floats)
      }
      let verification = try Verification(replaying: moved.bytes(), with: reference)
      #expect((verification.firstFailure == nil) == isAccepted, "\(String(describing: distance))")
    }
  }

  /// A cloud of 512 points: int8 chooses, floats compute.
  @Test func screensTheCloud() throws {
    let float = TemporaryFile()
    let export = try PolicyExport(
      PolicySource(synthesizing: .tinyT4, seed: 1), sampler: SamplerOptions(timestep: 99))
    let golden = try export.makeGolden(seed: 2)
    try export.write(to: float.path, goldens: [golden])
    let quantizer = try PolicyQuantizer(PolicyFile(path: float.path))
    #expect(quantizer.layers.first?.format == "int8 chooses")
    let file = TemporaryFile()
    try quantizer.write(to: file.path, records: [])
    let record = try ownRecord(of: file, golden)
    try replay(record, of: file, golden) { policy, distance in
      let features = try #require(distance.comparisons.first { $0.name == "obs_encoder" })
      print("screened cloud, \(policy.kernels.name): features off by \(features.worstRelative)")
      #expect(features.worstRelative < 0.01)
    }
    let kept = try PolicyQuantizer(PolicyFile(path: float.path), keeping: ["obs_encoder.extractor.mlp"])
    #expect(kept.layers.first?.reason == "asked for with --keep")
  }

  @Test func keepsWhatIsAskedFor() throws {
    let (_, quantizer) = try quantized(Fixture.cases[3], keeping: ["model.mid_modules", "model.film"])
    let kept = quantizer.layers.filter { $0.reason == "asked for with --keep" }
    #expect(kept.count { $0.name.hasPrefix("model.mid_modules.") } == kept.count - 1)
    #expect(kept.contains { $0.name == "model.film" } && kept.count > 3)
    #expect(kept.allSatisfy { $0.byteCountBefore == $0.byteCountAfter })
  }

  @Test func refusesWhatCannotBeDone() throws {
    let (file, _) = try quantized(Fixture.cases[3])
    let float = try exported(Fixture.cases[3])
    #expect(throws: QuantizationError.alreadyQuantized(operation: "model.film")) {
      try PolicyQuantizer(PolicyFile(path: file.path))
    }
    let policy = try PolicyFile(path: float.path)
    do throws(QuantizationError) {
      _ = try PolicyQuantizer(policy, keeping: ["model.flim"])
      Issue.record("an unknown layer passes")
    } catch {
      guard case .unknownLayer("model.flim", let names) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(names.contains("model.film"))
    }
    #expect(throws: QuantizationError.nothingToQuantize) {
      try PolicyQuantizer(PolicyFile(path: float.path), keeping: ["model"])
    }
  }
}

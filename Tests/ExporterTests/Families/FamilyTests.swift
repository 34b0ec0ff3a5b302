import EdgeRuntime
import TestSupport
import Testing

@testable import Exporter

/// Checkpoints of full form, made from their tables, against PyTorch's answers.
struct FamilyTests {
  /// A table, how it is exported, and the record of PyTorch's answers for that.
  struct Case: Sendable, CustomStringConvertible {
    let table: String
    let family: Family
    let weights: String
    let record: String
    var sampler = SamplerOptions()
    var method: SchedulerDescription.Method?

    var description: String { "\(table).\(weights).\(record)" }
  }

  static let cases = [
    Case(
      table: "idp3-T16", family: .idp3, weights: "ema_model", record: "ddim10-d011",
      sampler: SamplerOptions(dialect: .legacy)),
    Case(table: "idp3-T16", family: .idp3, weights: "model", record: "ddim5", sampler: SamplerOptions(steps: 5)),
    Case(
      table: "dp-lowdim-pusht-T16", family: .diffusionPolicy, weights: "ema_model", record: "ddim10",
      sampler: SamplerOptions(steps: 10), method: .ddim),
    Case(table: "dp-lowdim-pusht-T16", family: .diffusionPolicy, weights: "model", record: "ddpm100"),
    Case(
      table: "dp-image-pusht-T16", family: .diffusionPolicy, weights: "model", record: "ddim10",
      sampler: SamplerOptions(steps: 10), method: .ddim),
    Case(
      table: "dp-local-shift", family: .diffusionPolicy, weights: "model", record: "ddim10-d011",
      sampler: SamplerOptions(dialect: .legacy)),
    Case(table: "dp-image-shared", family: .diffusionPolicy, weights: "model", record: "ddim8"),
    Case(table: "dp-hybrid-inpaint", family: .diffusionPolicy, weights: "model", record: "ddim8"),
    Case(
      table: "cp-chain", family: .consistencyPolicy, weights: "model", record: "ctm3c",
      sampler: SamplerOptions(chain: SamplerOptions.Chain(values: [7, 15], units: .bin))),
    Case(table: "cp-third", family: .consistencyPolicy, weights: "model", record: "edm5"),
    Case(table: "lerobot-resize", family: .lerobot, weights: "model", record: "ddim6"),
    Case(table: "lerobot-buffers", family: .lerobot, weights: "model", record: "ddpm10"),
    Case(table: "dp-inpaint", family: .diffusionPolicy, weights: "model", record: "ddim8"),
    Case(
      table: "dp-late", family: .diffusionPolicy, weights: "model", record: "ddpm8-d011",
      sampler: SamplerOptions(steps: 8, dialect: .legacy)),
  ]

  /// The published vector of the generator.
  @Test func numbersFollowFromNames() {
    let seed = referenceChecksum(Array("model:model.final_conv.1.bias".utf8))
    #expect(seed == 2_061_999_031)
    #expect(
      FamilyTable.uniform(seed: seed, count: 4) == [
        0.13483381271362305, 0.5566522479057312, 0.6937903165817261, 0.9926010370254517,
      ])
  }

  @Test(arguments: cases)
  func agreesWithPyTorch(family: Case) throws {
    let table = try FamilyTable(family.table)
    let folder = TemporaryDirectory()
    if table.isFolder { try table.write(to: folder) }
    let checkpoint =
      table.isFolder ? try Checkpoint(path: folder.path) : try TestCheckpoint.open(table.checkpoint())
    let found = try FamilyChoice(
      asked: nil, configuration: checkpoint.configuration, shapes: try checkpoint.shapes(in: family.weights))
    #expect(found.family == family.family)
    var overrides = PolicyOverrides(inferenceSteps: family.sampler.steps)
    overrides.sampler = family.method
    let source = try PolicySource(
      checkpoint: checkpoint, family: found.family, stateDict: family.weights, overrides: overrides)
    #expect(source.notes.unknownSettings.isEmpty && source.notes.warnings.isEmpty, "\(source.notes)")
    let export = try PolicyExport(source, sampler: family.sampler)
    let file = TemporaryFile()
    let own = try export.makeGolden(seed: 11)
    try export.write(to: file.path, goldens: [own])
    let record = try bytes(
      ofFile: Repository.path("Tests/Fixtures/families/\(family).golden.safetensors"))
    for kernels in KernelSet.available {
      let policy = try Policy(file: PolicyFile(path: file.path), kernels: kernels.sharingAll, threadCount: 2)
      for golden in [record, own] {
        let verification = try Verification(replaying: golden, with: policy)
        let worst = verification.comparisons.map(\.worstRelative).max() ?? .nan
        print("\(family) with \(kernels.name): worst relative error \(worst)")
        #expect(verification.firstFailure == nil)
        // The lowest level does not resample: the trainers' module there changes nothing. Nor does the second block of
        // local conditioning.
        let identity = "\(source.description.names.root).down_modules.\(source.description.downDims.count - 1).2"
        let unused = "model.local_cond_encoder.1"
        #expect(
          verification.unknown.allSatisfy { $0 == identity || $0.hasPrefix(unused) || Self.isJoined($0) },
          "\(verification.unknown)")
        #expect(verification.comparisons.count > 30)
      }
      // The zeros around what a convolution reads are not a frame's.
      #expect(policy.reusesFrames == (source.description.conditioning != .local))
      try expectFramesLikeWindows(policy, record)
    }
  }

  /// Whether a layer of images is not seen by itself: the first convolution and its norm before their ReLU, a batch
  /// norm's convolution before it, the camera's last layer before its own, and what one network gives of all cameras,
  /// which stands where the features are put together.
  private static func isJoined(_ layer: String) -> Bool {
    [".bn1", ".conv1", ".nets.0", ".nets.1", ".rgb", ".rgb.avgpool", ".out", ".rgb_encoder", ".rgb_encoder.pool"]
      .contains(where: layer.hasSuffix)
      || layer.hasPrefix("obs_encoder.obs_nets.") && layer.split(separator: ".").count == 3
  }

  /// Frame after frame gives the bits that whole windows give.
  private func expectFramesLikeWindows(_ policy: Policy, _ golden: [UInt8]) throws {
    let record = try GoldenRecord(parsing: golden, for: policy.metadata)
    try record.inputs.load(into: policy, generator: NoiseGenerator(seed: 0))
    policy.step()
    let whole = policy.actionPrediction
    for frame in 0..<policy.metadata.observationSteps {
      for (key, values) in record.inputs.observations.enumerated() {
        let count = policy.metadata.observations[key].frameElementCount
        let part = Array(values[frame * count..<(frame + 1) * count])
        try policy.setFrame(key, part.span)
      }
      try policy.observe()
      policy.encodeFrames()
    }
    let noise = try #require(record.inputs.noise)
    try policy.setNoise(noise.span)
    if let stepNoise = record.inputs.stepNoise, policy.takesStepNoise { try policy.setStepNoise(stepNoise.span) }
    policy.step()
    #expect(policy.actionPrediction == whole)
  }

  /// Cameras that share a network share its bytes; records of its own hold on every kernel, and actions stay near.
  @Test(arguments: [
    ("dp-image-shared", Family.diffusionPolicy, "ddim8", QuantizationScheme.w8a8),
    ("cp-chain", .consistencyPolicy, "ctm3c", .w8a8), ("cp-chain", .consistencyPolicy, "ctm3c", .f16),
  ])
  func imagesQuantize(table: String, family: Family, record: String, scheme: QuantizationScheme) throws {
    let checkpoint = try TestCheckpoint.open(FamilyTable(table).checkpoint())
    let source = try PolicySource(checkpoint: checkpoint, family: family, stateDict: "model")
    let chain = SamplerOptions(chain: SamplerOptions.Chain(values: [7, 15], units: .bin))
    let export = try PolicyExport(source, sampler: family == .consistencyPolicy ? chain : SamplerOptions())
    let (float, file) = (TemporaryFile(), TemporaryFile())
    try export.write(to: float.path, goldens: [])
    let quantizer = try PolicyQuantizer(PolicyFile(path: float.path), scheme: scheme)
    let trunk = quantizer.layers.filter { $0.name.contains("conv1") || $0.name.contains(".nets.0") }
    let isShared = table == "dp-image-shared"
    #expect(trunk.count { $0.reason == "reads the image" } == (isShared ? 2 : 1))
    #expect(trunk.count { $0.reason == nil } == (isShared ? 16 : 8))
    #expect(trunk.count { $0.reason == nil && $0.byteCountBefore > 0 } == 8, "one matrix of two cameras is one")
    try quantizer.write(to: file.path, records: [])
    let golden = try bytes(
      ofFile: Repository.path("Tests/Fixtures/families/\(table).model.\(record).golden.safetensors"))
    let reference = try Policy(file: PolicyFile(path: file.path), kernels: .generic, threadCount: 1)
    let inputs = try GoldenRecord(parsing: golden, for: reference.metadata).inputs
    let own = try GoldenRecord(parsing: GoldenRecord.ownRecord(of: reference, for: inputs), for: reference.metadata)
    for kernels in KernelSet.available {
      let policy = try Policy(file: PolicyFile(path: file.path), kernels: kernels.sharingAll, threadCount: 2)
      let verification = try Verification(of: own, with: policy)
      #expect(verification.firstFailure == nil && verification.unknown.isEmpty, "\(kernels.name)")
      let far = try Verification(replaying: golden, with: policy)
      let actions = far.comparisons.filter { $0.name.hasPrefix("output.") }.map(\.worstRelative).max() ?? .nan
      print("\(table) \(scheme.rawValue) with \(kernels.name): actions within \(actions)")
      #expect(actions < (scheme == .f16 ? 0.004 : 0.1))
    }
  }

  /// A tensor of two names has one value, and of a variance a root is taken.
  @Test func valuesThatNoNetworkHasAreRefused() throws {
    let module = "obs_encoder.obs_nets.front"
    let (alias, original) = ("\(module).nets.1.nets.bias", "\(module).pool.nets.bias")
    func refusal(_ table: FamilyTable) -> CheckpointError? {
      do throws(CheckpointError) {
        _ = try PolicySource(
          checkpoint: TestCheckpoint.open(table.checkpoint()), family: .consistencyPolicy, stateDict: "model")
        return nil
      } catch { return error }
    }
    #expect(
      try refusal(FamilyTable("cp-chain").filling(alias, 0, 0.25))
        == .policy(.aliasDiffers(name: alias, original: original)))
    let variance = "\(module).backbone.nets.1.running_var"
    #expect(
      try refusal(FamilyTable("cp-third").filling(variance, -1, 0))
        == .policy(.badScale(name: variance, index: 0, value: -1)))
  }

  /// What the trainer's code would draw from is refused; the number it was trained with may be said.
  @Test func anotherNumberOfPointsIsRefused() throws {
    let table = try FamilyTable("idp3-T16")
    let shape = ["task", "shape_meta", "obs", "point_cloud", "shape"]
    let checkpoint = try TestCheckpoint.open(
      table.checkpoint { $0.setting(shape[...], to: .list([.integer(4096), .integer(6)])) })
    func read(points: Int?) throws -> PolicySource {
      try PolicySource(
        checkpoint: checkpoint, family: .idp3, stateDict: "model", overrides: PolicyOverrides(pointCount: points))
    }
    #expect {
      try read(points: nil)
    } throws: {
      "\($0)".contains("num_points") && "\($0)".contains("4096 points") && "\($0)".contains("at random")
        && "\($0)".contains("--points 1024")
    }
    #expect(
      throws: CheckpointError.policy(
        .randomAtEvaluation(
          path: "policy.pointcloud_encoder_cfg.num_points", value: "1024",
          what: "of 2048 points the trainer's code draws that many at random", expected: "as many (--points 1024)"))
    ) { try read(points: 2048) }
    guard case .pointCloud(let encoder) = try read(points: 1024).description.encoder else { return }
    #expect(encoder.pointCount == 1024)
  }
}

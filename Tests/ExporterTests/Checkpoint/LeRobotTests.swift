import EdgeRuntime
import TestSupport
import Testing

@testable import Exporter

/// LeRobot's folders: every refusal, and the scales that each mode gives.
struct LeRobotTests {
  /// A folder whose weights are a single number: what stands in the JSON is looked at first.
  private func folder(
    _ change: (ConfigurationNode) -> ConfigurationNode = { $0 }
  ) throws -> TemporaryDirectory {
    let folder = TemporaryDirectory()
    let table = try FamilyTable("lerobot-resize")
    guard case .dictionary(let files) = change(table.configuration) else { return folder }
    for file in files { folder.write(Array(file.value.json.utf8), to: file.key) }
    var weights = SafetensorsWriter()
    try weights.add(name: "diffusion.unet.final_conv.1.bias", shape: [1], values: [0])
    folder.write(try weights.bytes(), to: LeRobotFolder.weightsName)
    for side in ["policy_preprocessor_step_3_normalizer", "policy_postprocessor_step_0_unnormalizer"] {
      var statistics = SafetensorsWriter()
      try statistics.add(name: "action.mean", shape: [4], values: [1, 2, 3, 4])
      folder.write(try statistics.bytes(), to: "\(side)_processor.safetensors")
    }
    return folder
  }

  private func refusal(_ folder: TemporaryDirectory) -> String {
    do {
      _ = try Checkpoint(path: folder.path)
      return ""
    } catch { return "\(error)" }
  }

  @Test func opensAFolder() throws {
    let folder = try folder()
    let checkpoint = try Checkpoint(path: folder.path + "/")
    #expect(checkpoint.stateDictNames == ["model"])
    #expect(checkpoint.processors?.after.statistics["action.mean"] == [1, 2, 3, 4])
    #expect(try checkpoint.configuration?.value(at: "policy.type") == .string("diffusion"))
  }

  @Test func missingPartsAreNamed() throws {
    for part in [
      LeRobotFolder.configurationName, LeRobotFolder.weightsName,
      "policy_preprocessor_step_3_normalizer_processor.safetensors",
    ] {
      let folder = try folder()
      folder.remove(part)
      #expect(refusal(folder) == "\(CheckpointError.missingPart(part))")
    }
  }

  @Test func badFilesAreNamedWithTheirPlace() throws {
    let folder = try folder()
    folder.write(Array("{\"a\": }".utf8), to: LeRobotFolder.configurationName)
    let error = JSONError.unexpectedByte(offset: 6, found: 0x7D, expected: "a value")
    #expect(refusal(folder) == "\(CheckpointError.part("config.json", error.description))")
    let other = try self.folder()
    other.write([1, 2, 3], to: "policy_postprocessor_step_0_unnormalizer_processor.safetensors")
    #expect(refusal(other).contains("policy_postprocessor_step_0"))
  }

  /// What is untrusted names no other file, and no step that could change an action.
  @Test(arguments: [
    ("state_file", "../secret.safetensors"), ("state_file", ".hidden"), ("registry_name", "delta_action_processor"),
  ])
  func stepsAreAClosedList(name: String, value: String) throws {
    let folder = try folder { root in
      root.setting(["policy_preprocessor.json", "steps", "3", name], to: .string(value))
    }
    let refusal = refusal(folder)
    #expect(refusal.contains(value) && refusal.contains("policy_preprocessor.json"), "\(refusal)")
  }

  @Test func stepsThatRoundAreRefused() throws {
    let path = ["policy_preprocessor.json", "steps", "2", "config", "float_dtype"]
    let refusal = refusal(try folder { $0.setting(path[...], to: .string("float16")) })
    #expect(refusal.contains("policy_preprocessor.json steps.2.config.float_dtype") && refusal.contains("float16"))
    #expect(self.refusal(try folder { $0.setting(path[...], to: .string("float32")) }).isEmpty)
  }

  @Test func weightsAloneAreNotEnough() {
    let shapes = ["diffusion.unet.down_modules.0.0.conv1.block.0.weight": [8, 4, 3]]
    #expect {
      _ = try FamilyChoice(asked: nil, configuration: nil, shapes: shapes)
    } throws: {
      $0 as? CheckpointError == .policy(.folderNeeded(evidence: shapes.keys.first ?? ""))
        && "\($0)".contains("config.json")
    }
  }

  private func read(_ changes: [(String, ConfigurationNode)]) throws(CheckpointError) -> PolicyDescription {
    var root = MiniatureConfiguration.lerobotRoot
    for change in changes {
      root = root.setting((["policy"] + change.0.split(separator: "/").map(String.init))[...], to: change.1)
    }
    var notes = PolicyNotes()
    return try PolicyDescription(
      configuration: root, family: .lerobot, shapes: MiniatureConfiguration.shapes(of: .lerobot), notes: &notes)
  }

  @Test func theConfigurationIsFollowed() throws {
    let policy = try read([])
    #expect(policy.encoder == MiniatureConfiguration.lerobot.encoder)
    #expect(policy.inferenceSteps == 20 && policy.scheduler.method == .ddpm)
    #expect(try read([("noise_scheduler_type", .string("DDIM"))]).inferenceSteps == 20, "all timesteps")
    let resized = try read([
      ("resize_shape", .list([.integer(20), .integer(30)])), ("crop_ratio", .real(0.75)),
    ])
    guard case .images(let encoder) = resized.encoder else { return #expect(Bool(false), "an encoder of images") }
    #expect(encoder.cameras[0].resized == Camera.Size(height: 20, width: 30))
    #expect(encoder.cameras[0].crop == Camera.Crop(middleOf: 20, 30, height: 15, width: 22))
  }

  @Test(arguments: [
    ("type", ConfigurationNode.string("act"), "diffusion"),
    ("vision_backbone", .string("resnet34"), "resnet18"),
    ("noise_scheduler_type", .string("LCM"), "DDPM or DDIM"),
    ("crop_shape", .list([.integer(13), .integer(12)]), "at most 12, 14"),
    ("crop_shape", .list([.integer(13)]), "height and width"),
    ("use_group_norm", .boolean(false), "use_group_norm"),
    ("spatial_softmax_num_keypoints", .integer(16), "spatial_softmax_num_keypoints"),
    ("use_film_scale_modulation", .boolean(false), "use_film_scale_modulation"),
    ("normalization_mapping/STATE", .string("ROBUST"), "MIN_MAX"),
    ("normalization_mapping", .null, "a mode for each type"),
    ("input_features", .null, "features by name"),
    ("input_features/observation.state/shape", .list([.integer(0)]), "numbers from 1"),
    ("input_features/observation.state/shape", .list([.integer(3), .integer(3)]), "one number of columns"),
    ("input_features/observation.state/type", .string("LANGUAGE"), "one STATE"),
    ("input_features/observation.image/shape", .list([.integer(3)]), "channels, height and width"),
    ("output_features/action/shape", .list([.integer(5)]), "output_features.action.shape"),
    ("output_features/action/type", .string("STATE"), "one action"),
  ])
  func refuses(path: String, value: ConfigurationNode, what: String) {
    #expect {
      _ = try read([(path, value)])
    } throws: { "\($0)".contains(what) }
  }

  private func normalizer(
    _ mode: LeRobotNormalization.Mode, _ statistics: [String: [Double]], type: String = "STATE", isOld: Bool = false
  ) throws(CheckpointError) -> FieldNormalizer {
    let name = type == "ACTION" ? "action" : "observation.state"
    var processor = LeRobotProcessor.sample
    processor.modes = [type: mode]
    for (kind, values) in statistics { processor.statistics["\(name).\(kind)"] = values }
    let normalization = LeRobotNormalization(
      processors: isOld ? nil : LeRobotNormalization.Processors(before: processor, after: processor),
      modes: [type: mode])
    return try normalization.normalizer(
      of: LeRobotNormalization.Feature(name: name, type: type, columns: 2)
    ) { (tensor) throws(CheckpointError) in
      #expect(
        tensor.hasPrefix(
          type == "ACTION" ? "unnormalize_outputs.buffer_action." : "normalize_inputs.buffer_observation_state."))
      return statistics[tensor.split(separator: ".").last.map(String.init) ?? ""] ?? []
    }
  }

  @Test func modesScaleAsLeRobotDoes() throws {
    let quantiles = try normalizer(.quantiles, ["q01": [-1, 100], "q99": [3, 104]])
    #expect(quantiles.scale == [0.5, 0.5] && quantiles.offset == [-1, -1] && quantiles.origin == [-1, 100])
    #expect(try normalizer(.quantile10, ["q10": [0, 0], "q90": [1, 2]]).scale == [2, 1])
    let spread = try normalizer(.meanStd, ["mean": [5, 6], "std": [0.5, 4]])
    #expect(spread.origin == [5, 6] && spread.offset == [0, 0] && spread.scale == [2, 0.25])
    let still = try normalizer(.minMax, ["min": [1, 1], "max": [1, 3]])
    #expect(still.scale == [2e8, 1], "a range of zero is as wide as epsilon")
    #expect(still.steps.map(\.scale).allSatisfy { $0.allSatisfy { $0 < 1e6 } }, "what a file holds")
    #expect(still.ranges(columns: 2) == [1...1, 1...3])
    let old = try normalizer(.minMax, ["min": [0, 0], "max": [1, 1e-8]], isOld: true)
    #expect(old.scale == [Float(2 / (1 + 1e-8)), 1e8], "before 0.4 an input's range grows by epsilon")
    #expect(
      try normalizer(.meanStd, ["mean": [0, 0], "std": [0, 2]], type: "ACTION", isOld: true).scale == [1e8, 0.5])
    #expect(try normalizer(.identity, [:]).origin.isEmpty)
  }

  @Test func statisticsMustBeThere() throws {
    #expect(throws: CheckpointError.policy(.missingTensors(["observation.state.max"]))) {
      try normalizer(.minMax, ["min": [0, 0]])
    }
    #expect(throws: CheckpointError.policy(.shapeDiffers(name: "observation.state.min", expected: [2], found: [3]))) {
      try normalizer(.minMax, ["min": [0, 0, 0], "max": [1, 1]])
    }
    // A feature without any is left as it is.
    #expect(try normalizer(.minMax, [:]).scale == [1])
  }
}

extension LeRobotProcessor {
  fileprivate static let sample: LeRobotProcessor = {
    do {
      let step = MiniatureConfiguration.dictionary([("registry_name", .string("normalizer_processor"))])
      return try LeRobotProcessor(MiniatureConfiguration.dictionary([("steps", .list([step]))]), .before)
    } catch { preconditionFailure("\(error)") }
  }()
}

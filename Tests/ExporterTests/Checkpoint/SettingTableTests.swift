import EdgeRuntime
import Foundation
import TestSupport
import Testing

@testable import Exporter

/// The tables of known settings: every key does what its table says.
struct SettingTableTests {
  /// Values of which at least one is not what a miniature's configuration says.
  private static let values: [ConfigurationNode] = [
    .string("nonsense"), .integer(7), .real(0.25), .boolean(false), .boolean(true), .list([.integer(5), .integer(6)]),
  ]

  private struct Outcome: Equatable {
    var description: PolicyDescription?
    var rows: [SamplerRow] = []
    var error: String?
  }

  /// What reading a miniature's configuration with one key changed comes to.
  private func outcome(
    _ change: (path: String, value: ConfigurationNode)?, family: Family, table: SettingTable
  ) -> Outcome {
    let isMultiImage = table.settings.contains { $0.path == "obs_encoder" }
    let hasImages = isMultiImage || table.settings.contains { ["eval_fixed_crop", "obs.*.type"].contains($0.path) }
    var root =
      [.consistencyPolicy, .lerobot].contains(family)
      ? MiniatureConfiguration.root(family: family)
      : hasImages
        ? MiniatureConfiguration.imageRoot(isHybrid: !isMultiImage) : MiniatureConfiguration.root(family: family)
    let images = isMultiImage ? MiniatureConfiguration.multiImage : MiniatureConfiguration.hybrid
    let shapes =
      hasImages && ![.consistencyPolicy, .lerobot].contains(family)
      ? MiniatureConfiguration.shapes(of: images) : MiniatureConfiguration.shapes(of: family)
    if table.settings.contains(where: { $0.path == "variance_type" }) {
      root = root.setting(["policy", "noise_scheduler", "_target_"], to: .string("diffusers.DDPMScheduler"))
    }
    if let change { root = root.setting(change.path.split(separator: ".").map(String.init)[...], to: change.value) }
    do {
      var notes = PolicyNotes()
      var description = try PolicyDescription(
        configuration: root, family: family, shapes: shapes, notes: &notes)
      let plan = try SamplerPlan(for: description, options: SamplerOptions())
      // It only says what a chain that is asked for counts in.
      description.scheduler.karras.chainUnits = nil
      return Outcome(description: description, rows: (try? SamplerTable.make(for: plan)) ?? [])
    } catch {
      return Outcome(error: "\(error)")
    }
  }

  private func place(of table: SettingTable) -> (family: Family, path: String) {
    switch table.place {
    case SettingTable.lcm.place: (.manicm, table.place)
    case SettingTable.flow.place: (.flowPolicy, table.place)
    case SettingTable.shapes.place where table.settings.contains { $0.path == "obs.*.type" }:
      (.diffusionPolicy, "task.shape_meta")
    case SettingTable.shapes.place: (.dp3, "task.shape_meta")
    case SettingTable.consistency.place where table.settings.contains { $0.path == "chaining_times" }:
      (.consistencyPolicy, table.place)
    case SettingTable.lerobot.place where table.settings.contains { $0.path == "input_features" }:
      (.lerobot, table.place)
    case SettingTable.karras.place where table.settings.contains { $0.path == "rho" }: (.consistencyPolicy, table.place)
    case SettingTable.hybrid.place
    where table.settings.contains { $0.path.hasSuffix("crop_shape") && $0.path != "use_point_crop" }
      && !table.settings.contains { $0.path == "use_pc_color" }:
      (.diffusionPolicy, table.place)
    case SettingTable.idp3.place where table.settings.contains { $0.path == "point_downsample" }: (.idp3, table.place)
    case SettingTable.lowDim.place where table.settings.contains { $0.path == "model" }: (.diffusionPolicy, table.place)
    default: (.dp3, table.place)
    }
  }

  @Test(arguments: SettingTable.all)
  func everyKeyDoesWhatItsTableSays(table: SettingTable) {
    let (family, place) = place(of: table)
    let usual = outcome(nil, family: family, table: table)
    #expect(usual.error == nil)
    for setting in table.settings {
      let path = "\(place).\(setting.path)".replacing("*", with: "image")
      let outcomes = Self.values.map { outcome((path, $0), family: family, table: table) }
      switch setting.fate {
      case .honoured:
        // The calls are counted by one of two keys, any class's name is as good as none, and a ratio is one of another
        // size.
        let isExcused =
          setting.path.hasPrefix("num_inference_") || ["_target_", "crop_ratio"].contains(setting.path)
        #expect(isExcused || outcomes.contains { $0 != usual }, "\(path) is honoured, but nothing changes")
      case .required:
        let refused = outcomes.filter { $0.error != nil }
        #expect(!refused.isEmpty && refused.allSatisfy { $0.error?.contains(path) == true }, "\(path) must be refused")
        #expect(outcomes.allSatisfy { $0.error != nil || $0 == usual }, "\(path) changes the policy")
      case .harmless:
        #expect(outcomes.allSatisfy { $0 == usual }, "\(path) is harmless, but \(outcomes) is not \(usual)")
      case .section, .table:
        continue
      }
    }
  }

  @Test func unknownKeysAreNamed() throws {
    for place in ["policy", "policy.noise_scheduler", "task.shape_meta", "policy.pointcloud_encoder_cfg"] {
      let path = "\(place).novelty"
      let root = MiniatureConfiguration.root(family: .dp3).setting(
        path.split(separator: ".").map(String.init)[...], to: .integer(1))
      var notes = PolicyNotes()
      _ = try PolicyDescription(
        configuration: root, family: .dp3, shapes: MiniatureConfiguration.shapes, notes: &notes)
      #expect(notes.unknownSettings.map { $0.hasSuffix("novelty") } == [true], "\(notes.unknownSettings)")
    }
    #expect("\(PolicyError.unknownSettings(["policy.novelty"]))".contains("policy.novelty"))
  }

  @Test func otherClassesAreRefusedAndASamplerCanBeAskedFor() throws {
    let path = ["policy", "noise_scheduler", "_target_"]
    let name = "diffusers.EulerDiscreteScheduler"
    let root = MiniatureConfiguration.root(family: .dp3).setting(path[...], to: .string(name))
    var notes = PolicyNotes()
    func read(_ overrides: PolicyOverrides, family: Family = .dp3) throws -> PolicyDescription {
      try PolicyDescription(
        configuration: root, family: family, overrides: overrides, shapes: MiniatureConfiguration.shapes, notes: &notes)
    }
    #expect {
      try read(PolicyOverrides())
    } throws: { "\($0)".contains(name) && "\($0)".contains("--sampler") }
    var overrides = PolicyOverrides()
    overrides.sampler = .ddim
    #expect(try read(overrides).scheduler.method == .ddim)
    overrides.sampler = .euler
    #expect(throws: CheckpointError.policy(.samplerOfOtherFamily(.euler, family: .dp3))) { try read(overrides) }
    overrides.sampler = .ddim
    #expect(throws: CheckpointError.policy(.samplerOfOtherFamily(.ddim, family: .flowPolicy))) {
      try read(overrides, family: .flowPolicy)
    }
  }

  @Test func theDocumentListsEverySetting() throws {
    let path = Repository.path("docs/exporting.md")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for table in SettingTable.all {
      for setting in table.settings {
        #expect(text.contains(setting.documentLine), "docs/exporting.md lacks: \(setting.documentLine)")
      }
    }
  }
}

extension Setting {
  /// The setting's row in `docs/exporting.md`.
  var documentLine: String {
    let fate =
      switch self.fate {
      case .honoured: "honoured"
      case .harmless: "harmless"
      case .section: "section"
      case .table: "table"
      case .required(let values):
        "must be " + values.filter { $0 != .null }.map(\.text).joined(separator: " or ")
      }
    return "| `\(path)` | \(fate) | \(note) |"
  }
}

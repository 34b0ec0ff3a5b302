import EdgeRuntime

/// The method a checkpoint was trained with, and how that is known.
///
/// The class in the configuration and the tensors narrow it down. Students of SDM and ManiCM have their teacher's class
/// and network; what tells them apart is what else their trainers configure.
public struct FamilyChoice: Equatable, Sendable {
  /// The method.
  public let family: Family
  /// How it is known, as the end of a sentence.
  public let reason: String
  /// What in the checkpoint speaks for another method than the one that was asked for.
  public let warning: String?

  /// What speaks for a family.
  private struct Evidence {
    var family: Family
    var reason: String
  }

  /// Takes the family that was asked for, or finds it.
  ///
  /// - Parameters:
  ///   - asked: What the user said, or nil.
  ///   - configuration: The checkpoint's configuration, if it has one.
  ///   - shapes: The tensors of one of its state dicts.
  public init(
    asked: Family?, configuration: ConfigurationNode?, shapes: [String: [Int]]
  ) throws(CheckpointError) {
    try NetworkKind.check(configuration, shapes)
    let settings = PolicySettings(root: configuration)
    let isSimple = shapes["model.down_modules.0.1.blocks.0.block.0.weight"] == nil
    let found = try Self.find(settings, shapes, isSimple: isSimple)
    guard let asked else {
      guard let found else { throw .policy(.unknownFamily(Self.candidates(settings, isSimple: isSimple))) }
      (family, reason, warning) = (found.family, found.reason, nil)
      return
    }
    (family, reason) = (asked, "asked for with --family")
    guard let found, found.family != asked, !(Self.isStudent(found.family) && Self.isStudent(asked)) else {
      warning = nil
      return
    }
    warning = "--family \(asked.name) was asked for, but \(found.reason); give --family \(found.family.name)"
  }

  static func isStudent(_ family: Family) -> Bool { family == .sdm || family == .manicm }

  /// The families that an unknown checkpoint may be of.
  private static func candidates(_ settings: PolicySettings, isSimple: Bool) -> [Family] {
    if isSimple { return [.simpleDP3] }
    return settings.root == nil ? [.sdm, .manicm, .dp3, .flowPolicy] : [.sdm, .manicm, .dp3]
  }

  private static func find(
    _ settings: PolicySettings, _ shapes: [String: [Int]], isSimple: Bool
  ) throws(CheckpointError) -> Evidence? {
    if let name = shapes.keys.filter({ $0.hasPrefix(UNetNames.lerobot.root + ".") }).min() {
      guard settings.root != nil else { throw .policy(.folderNeeded(evidence: name)) }
      return Evidence(family: .lerobot, reason: "it is LeRobot's Diffusion Policy")
    }
    let target = try settings.text("policy._target_")?.split(separator: ".").last ?? ""
    if target == "DiffusionPointcloudPolicy" {
      return Evidence(family: .idp3, reason: "its class is DiffusionPointcloudPolicy")
    }
    if target.hasPrefix("Karras") || target.hasPrefix("CTM") {
      return Evidence(family: .consistencyPolicy, reason: "its class is \(target)")
    }
    if target == "DiffusionUnetLowdimPolicy" {
      return Evidence(family: .diffusionPolicy, reason: "its class is DiffusionUnetLowdimPolicy")
    }
    if ImageEncoderKind(shapes) != nil {
      let path = "policy.use_consistency_model"
      guard try settings.boolean(path) ?? false else {
        return Evidence(family: .diffusionPolicy, reason: "it has an encoder of images")
      }
      return Evidence(family: .sdm, reason: "it has an encoder of images, and its configuration \(path): true")
    }
    if LowDimEncoder.isIn(shapes) {
      return Evidence(family: .diffusionPolicy, reason: "it reads the vector \(LowDimEncoder.key) and has no encoder")
    }
    if MultiStagePointNet.isIn(shapes) { return Evidence(family: .idp3, reason: "its point encoder has stages") }
    if target == "FlowPolicy" { return Evidence(family: .flowPolicy, reason: "its class is FlowPolicy") }
    if shapes.keys.contains(where: { $0.hasPrefix("model.var_est.") }) {
      return Evidence(family: .flowPolicy, reason: "it has FlowPolicy's tensors model.var_est")
    }
    if try settings.hasSection("policy.Conditional_ConsistencyFM") {
      return Evidence(family: .flowPolicy, reason: "it configures Conditional_ConsistencyFM")
    }
    if target == "SimpleDP3" { return Evidence(family: .simpleDP3, reason: "its class is SimpleDP3") }
    if isSimple { return Evidence(family: .simpleDP3, reason: "its network has one block a level") }
    guard case .dictionary(let entries)? = settings.root else { return nil }
    if let student = try student(entries.map(\.key), settings) { return student }
    return try teacher(settings, target)
  }

  /// Whether something in the configuration is only in a student's.
  private static func student(
    _ keys: [String], _ settings: PolicySettings
  ) throws(CheckpointError) -> Evidence? {
    if let key = keys.first(where: { $0 == "optimizer_generator" || $0 == "optimizer_dynamic_unet" }) {
      return Evidence(family: .sdm, reason: "its configuration has SDM's \(key)")
    }
    let name = try settings.text("name")?.lowercased() ?? ""
    if name.contains("sdm") { return Evidence(family: .sdm, reason: "it is named \(name)") }
    if name.contains("manicm") { return Evidence(family: .manicm, reason: "it is named \(name)") }
    if try settings.boolean("use_consistency_model") == true {
      return Evidence(family: .manicm, reason: "its configuration has use_consistency_model: true")
    }
    return nil
  }

  /// A diffusion scheduler, and nothing of a student; the consistency model switched off may be either.
  private static func teacher(_ settings: PolicySettings, _ target: Substring) throws(CheckpointError) -> Evidence? {
    guard try settings.boolean("use_consistency_model") == nil, try settings.hasSection("policy.noise_scheduler") else {
      return nil
    }
    let what = target.isEmpty ? "it configures a noise scheduler" : "its class is \(target)"
    return Evidence(family: .dp3, reason: "\(what), and nothing in its configuration is a student's")
  }
}

import EdgeRuntime
import Testing

@testable import Exporter

/// Which family a checkpoint is found to be of.
struct FamilyChoiceTests {
  private let shapes = MiniatureConfiguration.shapes

  private func root(_ family: Family, _ changes: [(String, ConfigurationNode)] = []) -> ConfigurationNode {
    changes.reduce(MiniatureConfiguration.root(family: family)) {
      $0.setting($1.0.split(separator: ".").map(String.init)[...], to: $1.1)
    }
  }

  private func choice(
    _ configuration: ConfigurationNode?, asked: Family? = nil, shapes: [String: [Int]]? = nil
  ) throws -> FamilyChoice {
    try FamilyChoice(asked: asked, configuration: configuration, shapes: shapes ?? self.shapes)
  }

  private let simple = MiniatureConfiguration.shapes.filter { !$0.key.contains("down_modules.0.1") }

  @Test func theClassTells() throws {
    let target = "policy._target_"
    let flow = root(.flowPolicy, [(target, .string("flow_policy_3d.policy.flowpolicy.FlowPolicy"))])
    #expect(try choice(flow).family == .flowPolicy)
    let simple = root(.dp3, [(target, .string("diffusion_policy_3d.policy.simple_dp3.SimpleDP3"))])
    #expect(try choice(simple, shapes: self.simple).family == .simpleDP3)
    let teacher = try choice(root(.dp3, [(target, .string("diffusion_policy_3d.policy.dp3.DP3"))]))
    #expect(teacher.family == .dp3 && teacher.reason.contains("DP3") && teacher.warning == nil)
    #expect(try choice(root(.dp3, [(target, .string("my.Fork"))])).family == .dp3)
  }

  @Test func stagesAreTold() throws {
    let shapes = MiniatureConfiguration.shapes(of: .idp3)
    #expect(try choice(nil, shapes: shapes).family == .idp3)
    let named = root(.idp3, [("policy._target_", .string("diffusion_policy_3d.policy.DiffusionPointcloudPolicy"))])
    #expect(try choice(named).reason.contains("DiffusionPointcloudPolicy"))
    // Another family's name does not change the network.
    for (family, shapes) in [(Family.dp3, shapes), (.idp3, self.shapes)] {
      var notes = PolicyNotes()
      #expect {
        try PolicyDescription(configuration: nil, family: family, shapes: shapes, notes: &notes)
      } throws: {
        guard case CheckpointError.policy(.encoderDiffers(family, let evidence)) = $0 else { return false }
        return evidence.contains("stages") && "\($0)".contains("--family")
      }
    }
  }

  @Test func theTensorsTell() throws {
    var flow = shapes
    flow["model.var_est.0.weight"] = [512, 4]
    #expect(try choice(nil, shapes: flow).family == .flowPolicy)
    #expect(try choice(nil, shapes: simple).family == .simpleDP3)
  }

  @Test func studentsAreToldByWhatTheirTrainersConfigure() throws {
    let teacher = root(.dp3, [("policy.scheduler", .dictionary([]))])
    // The teachers of ManiCM and SDM configure the students' scheduler too.
    #expect(try choice(teacher).family == .dp3)
    let manicm = teacher.setting(["use_consistency_model"], to: .boolean(true))
    #expect(try choice(manicm).family == .manicm)
    let sdm = teacher.setting(["use_consistency_model"], to: .boolean(false))
      .setting(["optimizer_generator"], to: .dictionary([]))
    let found = try choice(sdm)
    #expect(found.family == .sdm && found.reason.contains("optimizer_generator"))
    #expect(try choice(teacher.setting(["name"], to: .string("train_manicm"))).family == .manicm)
  }

  @Test func whereTwoFitTheUserIsAsked() {
    #expect(throws: CheckpointError.policy(.unknownFamily([.sdm, .manicm, .dp3, .flowPolicy]))) { try choice(nil) }
    let either = root(.dp3, [("use_consistency_model", .boolean(false))])
    #expect(throws: CheckpointError.policy(.unknownFamily([.sdm, .manicm, .dp3]))) { try choice(either) }
    #expect("\(PolicyError.unknownFamily([.sdm, .dp3]))".contains("--family sdm or --family dp3"))
  }

  @Test func aContradictionIsWarnedAbout() throws {
    let teacher = root(.dp3)
    let asked = try choice(teacher, asked: .flowPolicy)
    #expect(asked.family == .flowPolicy)
    #expect(asked.warning?.contains("--family dp3") == true)
    #expect(try choice(teacher, asked: .dp3).warning == nil)
    // The two students are sampled alike.
    let student = teacher.setting(["use_consistency_model"], to: .boolean(true))
    #expect(try choice(student, asked: .sdm).warning == nil)
    #expect(try choice(nil, asked: .sdm).warning == nil)
  }

  @Test(arguments: [
    ("model.decoder.layers.0.x", "transformer"), ("model.down_modules.0.0.cross_attention.x", "cross attention"),
  ])
  func otherKindsAreNamedByTheirTensors(name: String, kind: String) {
    #expect {
      try choice(nil, asked: .dp3, shapes: [name: [3, 3]])
    } throws: { error in
      guard case CheckpointError.policy(.otherKind(let found, let evidence)) = error else { return false }
      return found.contains(kind) && evidence.contains(name)
    }
  }

  @Test(arguments: [
    ("diffusion_policy.policy.robomimic_image_policy.RobomimicImagePolicy", "robomimic"),
    ("diffusion_policy.policy.DiffusionTransformerLowdimPolicy", "transformer"),
  ])
  func otherKindsAreNamedByTheirClass(target: String, kind: String) {
    let configuration = root(.dp3, [("policy._target_", .string(target))])
    #expect {
      try choice(configuration, asked: .dp3, shapes: [:])
    } throws: { "\($0)".contains(kind) && "\($0)".contains("point cloud") }
  }
}

import EdgeRuntime
import Testing

@testable import Exporter

/// Values that a user gives to a configuration.
struct ConfigurationChangeTests {
  @Test(arguments: [
    ("policy.horizon=16", ConfigurationNode.integer(16)), ("a=-3", .integer(-3)), ("a=1e-4", .real(1e-4)),
    ("a=0.5", .real(0.5)), ("a=true", .boolean(true)), ("a=False", .boolean(false)), ("a=null", .null),
    ("a=linear", .string("linear")), ("a='12'", .string("12")), ("a=nan", .string("nan")),
    ("a=b=c", .string("b=c")), ("a=[1, 2.5,x]", .list([.integer(1), .real(2.5), .string("x")])), ("a=[]", .list([])),
    ("a=[ ]", .list([])),
  ])
  func readsValues(text: String, value: ConfigurationNode) throws {
    #expect(try #require(ConfigurationChange(text)).value == value)
  }

  @Test(arguments: ["policy.horizon", "=3", "a..b=3", ".a=3", "a b=3", "a=", "a=[1", "a=[1,]", "a=[[1]]", "${a}=3", ""])
  func refusesWhatIsNone(text: String) {
    #expect(ConfigurationChange(text) == nil)
  }

  @Test func isWrittenAsItIsGiven() throws {
    for text in ["policy.horizon=16", "a.b=[1,2]", "a=linear"] {
      #expect("\(try #require(ConfigurationChange(text)))" == text)
    }
  }

  private func read(_ texts: [String], family: Family = .dp3) throws -> PolicyDescription {
    let changes = texts.compactMap { ConfigurationChange($0) }
    var root = MiniatureConfiguration.root(family: family)
    root = root.setting(["policy", "n_action_steps"], to: .string("${eval:'${steps}+${late}'}"))
      .setting(["steps"], to: .string("${task.steps}")).setting(["task", "steps"], to: .integer(3))
      .setting(["late"], to: .integer(0)).setting(["logging"], to: .string("${run}")).setting(["run"], to: .integer(1))
    for change in changes { root = root.applying(change) }
    var notes = PolicyNotes()
    return try PolicyDescription(
      configuration: root, changes: changes, family: family, shapes: MiniatureConfiguration.shapes(of: family),
      notes: &notes)
  }

  @Test func changesThePolicy() throws {
    #expect(try read([]).actionSteps == 3)
    #expect(try read(["policy.noise_scheduler.beta_schedule=squaredcos_cap_v2"]).scheduler.betas == .squaredCosine)
    #expect(try read(["policy.noise_scheduler.clip_sample=false"]).scheduler.clip == .infinity)
    // What the policy refers to, through others too.
    #expect(try read(["steps=2"]).actionSteps == 2)
    #expect(try read(["task.steps=1", "late=1"]).actionSteps == 2)
    #expect(try read(["task.shape_meta.obs.point_cloud.shape=[20,3]"]).cloud.pointCount == 20)
    #expect(try read(["task.shape_meta.obs.point_cloud.shape.0=21"]).cloud.pointCount == 21)
    #expect(try read(["policy.oa_step_convention=false"], family: .diffusionPolicy).firstReturned == .afterObserved)
  }

  @Test func refusesWhatChangesNothing() {
    func expect(_ text: String, _ error: PolicyError) {
      #expect(throws: CheckpointError.policy(error)) { try read([text]) }
    }
    expect("policy.horizont=4", .unknownSetting(path: "policy.horizont", nearest: nil))
    expect(
      "policy.prediction_type=sample",
      .unknownSetting(path: "policy.prediction_type", nearest: "policy.noise_scheduler.prediction_type"))
    // Something refers to it, but not the policy.
    expect("run=2", .unknownSetting(path: "run", nearest: nil))
    expect(
      "policy.use_point_crop=true",
      .unusedSetting(path: "policy.use_point_crop", why: "the trainers' code never reads it"))
    expect("policy.noise_scheduler=1", .unusedSetting(path: "policy.noise_scheduler", why: "set a name inside of it"))
    // A scheduler that this policy does not sample with.
    expect(
      "policy.scheduler.timestep_scaling=1", .unknownSetting(path: "policy.scheduler.timestep_scaling", nearest: nil))
    #expect("\(PolicyError.unknownSetting(path: "a", nearest: "b"))".contains("did you mean b"))
  }

  @Test func aFileWithoutConfigurationTakesNone() throws {
    let checkpoint = try TestCheckpoint.open(TestCheckpoint().zip.assemble())
    let change = try #require(ConfigurationChange("policy.horizon=4"))
    #expect(throws: CheckpointError.policy(.nothingToSet(path: "policy.horizon"))) { try checkpoint.change([change]) }
    try checkpoint.change([])
    let table = try TestCheckpoint.open(FamilyTable("dp-late").checkpoint())
    try table.change([change])
    #expect(try table.configuration?.value(at: "policy.horizon") == .integer(4))
    #expect(table.changes == [change])
  }
}

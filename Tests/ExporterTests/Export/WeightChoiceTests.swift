import EdgeRuntime
import Exporter
import Testing

@Suite struct WeightChoiceTests {
  private let both = ["model", "ema_model"]

  private func choice(
    _ family: Family, _ available: [String], asked: String? = nil, usesEMA: Bool? = true
  ) throws -> WeightChoice {
    try WeightChoice(family: family, available: available, asked: asked, usesEMA: usesEMA)
  }

  @Test func studentsComeFromModel() throws {
    let choice = try choice(.sdm, both)
    #expect(choice.stateDict == "model")
    #expect(choice.warning == nil)
  }

  @Test func teachersComeFromTheMovingAverage() throws {
    for names in [both, ["model", "ema"], ["state_dict", "ema_state_dict"]] {
      let choice = try choice(.dp3, names, usesEMA: names == both ? true : nil)
      #expect(choice.stateDict == names[1])
      #expect(choice.warning == nil)
    }
  }

  @Test func withoutMovingAverageThereIsModel() throws {
    #expect(try choice(.dp3, both, usesEMA: false).stateDict == "model")
    #expect(try choice(.flowPolicy, ["model"], usesEMA: nil).stateDict == "model")
    #expect(try choice(.dp3, ["model_state_dict"], usesEMA: nil).warning == nil)
  }

  @Test func theTeacherInAStudentsFileIsWarnedAbout() throws {
    let asked = try choice(.sdm, both, asked: "ema_model")
    #expect(asked.stateDict == "ema_model")
    #expect(asked.warning?.contains("teacher") == true)
    #expect(try choice(.dp3, both, asked: "model").warning != nil)
    #expect(try choice(.manicm, ["ema_model"]).warning?.contains("teacher") == true)
  }

  @Test func aMissingMovingAverageIsWarnedAbout() throws {
    let choice = try choice(.dp3, ["model"])
    #expect(choice.stateDict == "model")
    #expect(choice.warning?.contains("training.use_ema") == true)
    #expect(try self.choice(.dp3, ["ema_model"], usesEMA: false).warning?.contains("use_ema") == true)
  }

  @Test func weightsOfUnknownNamesAreNotChosenSilently() throws {
    #expect(try choice(.dp3, ["actor"]).reason == "the only weights in the file")
    #expect(throws: CheckpointError.policy(.unknownWeights(["actor", "critic"]))) {
      try choice(.dp3, ["actor", "critic"])
    }
    #expect(try choice(.dp3, ["actor", "critic"], asked: "actor").stateDict == "actor")
    #expect("\(PolicyError.unknownWeights(["actor"]))".contains("--weights"))
  }
}

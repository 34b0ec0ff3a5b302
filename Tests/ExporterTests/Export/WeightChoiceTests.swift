import Exporter
import Testing

@Suite struct WeightChoiceTests {
  private let both = ["model", "ema_model", "optimizer"]

  @Test func studentsComeFromModel() {
    let choice = WeightChoice(family: .sdm, available: both, asked: nil, usesEMA: true)
    #expect(choice.stateDict == "model")
    #expect(choice.warning == nil)
  }

  @Test func teachersComeFromTheMovingAverage() {
    let choice = WeightChoice(family: .dp3, available: both, asked: nil, usesEMA: true)
    #expect(choice.stateDict == "ema_model")
    #expect(choice.warning == nil)
  }

  @Test func withoutMovingAverageThereIsModel() {
    #expect(WeightChoice(family: .dp3, available: both, asked: nil, usesEMA: false).stateDict == "model")
    #expect(
      WeightChoice(family: .flowPolicy, available: ["model"], asked: nil, usesEMA: nil).stateDict == "model")
  }

  @Test func theTeacherInAStudentsFileIsWarnedAbout() {
    let choice = WeightChoice(family: .sdm, available: both, asked: "ema_model", usesEMA: true)
    #expect(choice.stateDict == "ema_model")
    #expect(choice.warning?.contains("teacher") == true)
    #expect(WeightChoice(family: .dp3, available: both, asked: "model", usesEMA: true).warning != nil)
  }
}

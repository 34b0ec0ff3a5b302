import EdgeRuntime
import Testing

@testable import Exporter

/// Every refusal of a sampler, and the line that describes an accepted one.
struct SamplerErrorTests {
  static let refusals: [(Family, SamplerOptions, SamplerError)] = [
    (.dp3, SamplerOptions(steps: 0), .tooFewSteps(steps: 0)),
    (.flowPolicy, SamplerOptions(steps: -1), .tooFewSteps(steps: -1)),
    (.dp3, SamplerOptions(steps: 101), .tooManySteps(steps: 101, limit: 100, setting: "num_train_timesteps")),
    (.sdm, SamplerOptions(timestep: 101), .timestepOutOfRange(timestep: 101, trainSteps: 100)),
    (.dp3, SamplerOptions(timestep: -1), .timestepOutOfRange(timestep: -1, trainSteps: 100)),
    (.sdm, SamplerOptions(timestep: 0), .timestepGivesNoise),
    (.dp3, SamplerOptions(timestep: 99, steps: 2), .timestepWithSeveralSteps(steps: 2)),
    (.flowPolicy, SamplerOptions(timestep: 1), .timestepNotChosen(family: .flowPolicy)),
    (.manicm, SamplerOptions(timestep: 99, steps: 2), .timestepWithSeveralSteps(steps: 2)),
    (.sdm, SamplerOptions(dialect: .legacy), .samplerWithoutDialect),
    (.flowPolicy, SamplerOptions(dialect: .textbook), .samplerWithoutDialect),
    (.consistencyPolicy, SamplerOptions(dialect: .textbook), .samplerWithoutDialect),
    (.consistencyPolicy, SamplerOptions(timestep: 3), .timestepNotChosen(family: .consistencyPolicy)),
    (.consistencyPolicy, SamplerOptions(steps: 2), .stepsNotChosen(family: .consistencyPolicy)),
    (.dp3, chain([27], .bin), .samplerWithoutChain),
    (.consistencyPolicy, chain([27], nil), .chainWithoutUnits),
    (.consistencyPolicy, chain([27, 80], .bin), .chainOutOfRange(value: 80, allowed: 0...79)),
    (.consistencyPolicy, chain([0.01], .sigma), .chainOutOfRange(value: 0.01, allowed: 0.02...80)),
    (
      .consistencyPolicy, chain([Float](repeating: 1, count: 1000), .sigma),
      .tooManySteps(steps: 1001, limit: 1000, setting: "a policy file's most")
    ),
  ]

  private static func chain(_ values: [Float], _ units: KarrasDescription.ChainUnits?) -> SamplerOptions {
    SamplerOptions(chain: SamplerOptions.Chain(values: values, units: units))
  }

  @Test(arguments: refusals)
  func refusesWhatMakesNoSense(family: Family, options: SamplerOptions, error: SamplerError) {
    #expect(throws: error) { try SamplerTable.make(for: .sample(family), options: options) }
    #expect(!error.description.isEmpty)
  }

  @Test func refusesTimestepsThatAreNotNumbers() {
    #expect(throws: SamplerError.self) {
      try SamplerTable.make(for: .sample(.sdm), options: SamplerOptions(timestep: .nan))
    }
  }

  @Test func refusesEpsilonOffTheSchedule() {
    var description = PolicyDescription.sample(.sdm)
    description.scheduler.prediction = .epsilon
    for timestep: Float in [100, 98.5] {
      #expect(throws: SamplerError.timestepOffSchedule(timestep: timestep, trainSteps: 100)) {
        try SamplerTable.make(for: description, options: SamplerOptions(timestep: timestep))
      }
    }
  }

  @Test func refusesAnOffsetThatLeavesTheSchedule() {
    var description = PolicyDescription.sample(.dp3)
    description.scheduler.stepsOffset = 1
    #expect(throws: SamplerError.timestepOffSchedule(timestep: 100, trainSteps: 100)) {
      try SamplerTable.make(for: description, options: SamplerOptions(steps: 100))
    }
  }

  @Test func refusesWhatTheScheduleCannotGive() {
    var student = PolicyDescription.sample(.manicm)
    student.scheduler.trainSteps = 40
    #expect(throws: SamplerError.originalStepsExceedTraining(originalSteps: 50, trainSteps: 40)) {
      try SamplerTable.make(for: student)
    }
    var description = PolicyDescription.sample(.dp3)
    (description.scheduler.prediction, description.scheduler.spacing) = (.epsilon, .trailing)
    description.scheduler.rescalesToZeroSNR = true
    #expect(throws: SamplerError.vanishingAlpha(timestep: 99)) { try SamplerTable.make(for: description) }
    // NumPy makes 30 timesteps of 29 here, the last before the schedule.
    description.scheduler.rescalesToZeroSNR = false
    #expect(throws: SamplerError.timestepOffSchedule(timestep: -1, trainSteps: 100)) {
      try SamplerTable.make(for: description, options: SamplerOptions(steps: 29))
    }
  }

  @Test func refusesConfigurationsWithoutSteps() {
    var description = PolicyDescription.sample(.dp3)
    description.inferenceSteps = 0
    #expect(throws: SamplerError.tooFewSteps(steps: 0)) { try SamplerTable.make(for: description) }
  }

  @Test(arguments: [
    (Family.dp3, SamplerOptions(), "10 DDIM steps, textbook dialect, t = 90…0, clip ±1"),
    (.simpleDP3, SamplerOptions(steps: 1, dialect: .legacy), "1 DDIM step, legacy dialect, t = 0, clip ±1"),
    (.sdm, SamplerOptions(), "1 consistency call, t = 99, clip ±1"),
    (
      .sdm, SamplerOptions(timestep: 99.5, clips: false, oneCall: .direct), "1 direct call, t = 99.5, no clip"
    ),
    (.flowPolicy, SamplerOptions(), "1 Euler step of the velocity, no clip"),
    (.consistencyPolicy, SamplerOptions(), "1 consistency trajectory call, sigma = 80, clip ±1"),
    (
      .consistencyPolicy, chain([27, 54], .sigma),
      "3 consistency trajectory calls, sigma = 80, 27, 54, clip ±1, noise between them"
    ),
  ])
  func describesTheTable(family: Family, options: SamplerOptions, line: String) throws {
    #expect(try SamplerPlan(for: .sample(family), options: options).summary == line)
  }
}

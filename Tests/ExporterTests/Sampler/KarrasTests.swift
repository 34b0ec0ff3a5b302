import EdgeRuntime
import Testing

@testable import Exporter

/// Consistency Policy's noise levels, scalings and rows, against numbers that PyTorch gave.
struct KarrasTests {
  private func schedule(bins: Int) -> KarrasSchedule {
    var settings = KarrasDescription()
    settings.bins = bins
    return KarrasSchedule(settings)
  }

  @Test(arguments: [
    (10, [80, 45.610, 24.758, 12.676, 6.0460, 2.6417, 1.0327, 0.34896, 0.096581, 0.02]),
    (11, [80, 48.346, 28.098, 15.601, 8.2069, 4.0457, 1.8418, 0.75881, 0.27484, 0.083753, 0.02]),
  ])
  func levelsAreTheTrainers(bins: Int, levels: [Double]) {
    let schedule = schedule(bins: bins)
    for (bin, level) in levels.enumerated() {
      #expect(abs(Double(schedule.level(Float(bin))) / level - 1) < 1e-4, "\(bin) of \(bins)")
    }
  }

  @Test func timesAndScalingsAreTheTrainers() {
    let schedule = schedule(bins: 80)
    for (level, time) in [(80, 1095.5067), (0.02, -978.0057), (27, 823.959), (54, 997.246)] as [(Float, Float)] {
      #expect(abs(KarrasSchedule.time(of: level) - time) < 1e-3)
    }
    for (bin, time) in [(27, 621.534), (54, -30.535)] as [(Float, Float)] {
      #expect(abs(KarrasSchedule.time(of: schedule.level(bin)) - time) < 1e-3)
    }
    let (skip, out, input) = schedule.scalings(at: 80)
    #expect(abs(skip - 3.90805e-05) < 1e-10 && abs(out - 0.499865) < 1e-6 && abs(input - 0.0124998) < 1e-7)
    let last = schedule.scalings(at: schedule.lowest)
    #expect(last.skip == 1 && last.out == 0 && abs(last.input - 1.9984) < 1e-4)
  }

  /// Along a straight slope every order arrives at the same place: where x̂ is 0, x shrinks in proportion to σ.
  @Test(arguments: KarrasDescription.Solver.allCases)
  func everyOrderFollowsAStraightSlope(solver: KarrasDescription.Solver) throws {
    var description = SchedulerDescription(.edm)
    (description.karras.bins, description.karras.solver) = (4, solver)
    var policy = PolicyDescription.sample(.consistencyPolicy)
    policy.scheduler = description
    let rows = try SamplerTable.make(for: policy)
    #expect(rows.count == description.karrasCalls)
    var (x, base, slope) = (3.0, 0.0, 0.0)
    for row in rows {
      let before = x
      x = Double(row.r) * before
      guard let stage = row.stage else { continue }
      if stage.startsStep { base = before }
      slope = Double(stage.carry) * slope + Double(stage.r) * before
      x += Double(stage.baseShare) * base + Double(stage.slopeShare) * slope
    }
    #expect(abs(x - 3 * 0.02 / 80) < 1e-6)
  }

  @Test func refusesMoreCallsThanAFileHolds() {
    let root = MiniatureConfiguration.root(family: .consistencyPolicy)
      .setting(["policy", "noise_scheduler", "bins"], to: .integer(502))
    var notes = PolicyNotes()
    #expect {
      _ = try PolicyDescription(
        configuration: root, family: .consistencyPolicy, shapes: MiniatureConfiguration.shapes(of: .consistencyPolicy),
        notes: &notes)
    } throws: { "\($0)".contains("at most 1000 calls") && "\($0)".contains("--bins N") }
  }

  @Test func refusesFlagsThatChangeNothing() {
    func error(_ family: Family, _ change: (inout PolicyOverrides) -> Void) -> String {
      var overrides = PolicyOverrides()
      change(&overrides)
      var notes = PolicyNotes()
      do {
        _ = try PolicyDescription(
          configuration: MiniatureConfiguration.root(family: family), family: family, overrides: overrides,
          shapes: MiniatureConfiguration.shapes(of: family), notes: &notes)
        return ""
      } catch { return "\(error)" }
    }
    let teacher = "a teacher of consistency-policy"
    #expect(
      error(.consistencyPolicy) { $0.prediction = .sample }
        == "\(CheckpointError.policy(.unusedFlag("--prediction", by: teacher)))")
    #expect(error(.consistencyPolicy) { $0.trainSteps = 50 }.contains("--train-steps"))
    #expect(error(.consistencyPolicy) { $0.sampler = .ctm }.contains("--sampler ctm"))
    #expect(error(.dp3) { $0.bins = 8 }.contains("--bins"))
    #expect(error(.dp3) { $0.solver = .heun }.contains("--solver"))
    #expect(error(.dp3) { $0.sampler = .edm }.contains("--sampler edm"))
  }
}

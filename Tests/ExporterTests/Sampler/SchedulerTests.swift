import EdgeRuntime
import Testing

@testable import Exporter

/// Configurations of diffusers' schedulers, read and turned into rows, against what diffusers did.
struct SchedulerTests {
  /// A sampler's rows followed in double precision; their coefficients are rounded to float32.
  @Test(arguments: RecordedScheduler.all)
  func rowsDoWhatDiffusersDoes(recorded: RecordedScheduler) throws {
    let plan = try SamplerPlan(for: try recorded.description(), options: SamplerOptions())
    #expect(plan.timesteps == recorded.calls.map(\.timestep))
    var x = recorded.start
    var worst = 0.0
    for (row, call) in zip(try SamplerTable.make(for: plan), recorded.calls) {
      let output = RecordedScheduler.network(x, timestep: row.timestep)
      for index in x.indices {
        let estimate = Double(row.outputScale) * output[index] + Double(row.sampleScale) * x[index]
        let clipped = max(-Double(row.clip), min(Double(row.clip), estimate))
        x[index] =
          Double(row.p) * clipped + Double(row.q) * estimate + Double(row.r) * x[index]
          + Double(row.s) * call.noise[index]
        worst = max(worst, abs(x[index] - call.sample[index]) / max(1, abs(call.sample[index])))
      }
    }
    print("\(recorded.testDescription): worst relative error \(worst)")
    #expect(worst <= 2e-6)
  }

  /// The reference shares no equation with the rows, and is exact where diffusers rounds: see `SamplerTable` on DDPM.
  @Test(arguments: RecordedScheduler.all)
  func theReferenceDoesWhatDiffusersDoes(recorded: RecordedScheduler) throws {
    let plan = try SamplerPlan(for: try recorded.description(), options: SamplerOptions())
    let sampler = ReferenceSampler(plan)
    var x = recorded.start
    var worst = 0.0
    for (place, call) in recorded.calls.enumerated() {
      let output = RecordedScheduler.network(x, timestep: plan.timesteps[place])
      for index in x.indices {
        x[index] = sampler.step(place, output: output[index], x: x[index], noise: call.noise[index])
        worst = max(worst, abs(x[index] - call.sample[index]) / max(1, abs(call.sample[index])))
      }
    }
    print("reference, \(recorded.testDescription): worst relative error \(worst)")
    #expect(worst <= (recorded.name == "DDPMScheduler" ? 1e-5 : 2e-6))
  }

  @Test func theRecordCoversWhatIsRead() {
    #expect(RecordedScheduler.all.count == 28)
    let keys = Set(RecordedScheduler.all.flatMap { $0.settings.map(\.key) })
    for table in [SettingTable.ddim, .ddpm, .lcm] {
      for setting in table.settings {
        guard case .honoured = setting.fate else { continue }
        let isPlain = ["_target_", "beta_start", "beta_end"].contains(setting.path)
        #expect(isPlain || keys.contains(setting.path), "\(setting.path) is honoured, and in no recorded case")
      }
    }
  }
}

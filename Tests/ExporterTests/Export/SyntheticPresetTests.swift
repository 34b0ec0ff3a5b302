import EdgeRuntime
import Testing

@testable import Exporter

/// Presets: each is a policy that its sampler fits.
struct SyntheticPresetTests {
  @Test(arguments: SyntheticPreset.allCases) func hasASampler(preset: SyntheticPreset) throws {
    let policy = preset.description
    let rows = try SamplerTable.make(for: policy, options: preset.sampler(steps: nil))
    let calls: [SyntheticPreset: Int] = [.squareDDIM: 10, .squareEDM: 18, .lerobotPushT: 100]
    #expect(rows.count == calls[preset] ?? 1)
    #expect(!PolicyTensors(of: policy).expected.isEmpty && policy.horizon >= 4)
    if case .images(let encoder) = policy.encoder {
      #expect(preset.readsImages && encoder.cameras.count == (preset == .lerobotPushT ? 1 : 2))
    }
  }

  @Test func takesSteps() throws {
    let rows = try SamplerTable.make(
      for: SyntheticPreset.dp3T16.description, options: SyntheticPreset.dp3T16.sampler(steps: 10))
    #expect(rows.count == 10)
    #expect(throws: SamplerError.stepsNotChosen(family: .consistencyPolicy)) {
      try SamplerTable.make(
        for: SyntheticPreset.cpStudent.description, options: SyntheticPreset.cpStudent.sampler(steps: 3))
    }
  }
}

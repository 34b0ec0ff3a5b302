import Testing

@testable import Exporter

/// ᾱ against the table of the model specification and against PyTorch's own bits.
struct NoiseScheduleTests {
  /// ᾱ as the specification prints it, to seven decimals.
  ///
  /// Its products were accumulated in float32, PyTorch's in double; up to 91 roundings of 6e-8, taken as a
  /// random walk, are 6e-7.
  static let table: [(timestep: Int, alpha: Float)] = [
    (0, 0.9993687), (9, 0.9720926), (10, 0.9667166), (19, 0.8987057), (20, 0.8891029), (29, 0.7869104),
    (30, 0.7740061), (39, 0.6474781), (40, 0.6325156), (49, 0.4938434), (50, 0.4782644), (59, 0.3408095),
    (60, 0.3261151), (69, 0.2031214), (70, 0.1907274), (79, 0.0940456), (80, 0.0851462), (89, 0.0240917),
    (90, 0.0195444),
  ]

  @Test func squaredCosineMatchesTheTable() {
    let schedule = NoiseSchedule(SchedulerDescription())
    #expect(schedule.alphasCumprod.count == 100)
    for (timestep, alpha) in NoiseScheduleTests.table {
      #expect(abs(schedule.alphasCumprod[timestep] - alpha) <= 6e-7, "timestep \(timestep)")
    }
    #expect(abs(schedule.alphasCumprod[99] - 2.42854e-07) <= 1e-12)
  }

  /// Bit patterns printed by PyTorch 2.13 for the same formulas; equality, no tolerance.
  @Test func squaredCosineHasPyTorchBits() {
    let alphas = NoiseSchedule(SchedulerDescription()).alphasCumprod
    let expected: [Int: UInt32] = [
      0: 1_065_342_625, 9: 1_064_885_009, 10: 1_064_794_814, 50: 1_056_235_288, 90: 1_017_125_766,
      99: 880_959_900,
    ]
    for (timestep, bits) in expected { #expect(alphas[timestep].bitPattern == bits, "timestep \(timestep)") }
  }

  /// Values printed by PyTorch 2.13 with every digit; equality, no tolerance.
  @Test(arguments: [
    (
      SchedulerDescription.Betas.linear(start: 1e-4, end: 0.02),
      [0.9998999834060669, 0.9879091382026672, 0.7692912817001343, 0.4328528940677643, 0.3635632395744324]
    ),
    (
      SchedulerDescription.Betas.scaledLinear(start: 1e-4, end: 0.02),
      [0.9998999834060669, 0.9967659711837769, 0.8915450572967529, 0.5734756588935852, 0.4845898747444153]
    ),
  ])
  func linearSchedulesHavePyTorchValues(betas: SchedulerDescription.Betas, expected: [Double]) {
    let alphas = NoiseSchedule(.with { $0.betas = betas }).alphasCumprod
    #expect([0, 10, 50, 90, 99].map { Double(alphas[$0]) } == expected)
  }

  @Test func finalAlphaFollowsTheConfiguration() {
    #expect(NoiseSchedule(SchedulerDescription()).finalAlphaCumprod == 1)
    let kept = NoiseSchedule(.with { $0.setsAlphaToOne = false })
    #expect(kept.finalAlphaCumprod == kept.alphasCumprod[0])
  }
}

extension SchedulerDescription {
  /// DDIM as published, changed.
  static func with(_ change: (inout SchedulerDescription) -> Void) -> SchedulerDescription {
    var description = SchedulerDescription()
    change(&description)
    return description
  }
}

import EdgeRuntime
import Testing

@testable import Exporter

/// The rows against the tables of the model specification, sections 3.2 to 3.5 and 3.9.
struct SamplerTableTests {
  /// t, p, q of the legacy dialect, q and r of the textbook dialect, from float64 with six decimals.
  ///
  /// Ours start from ᾱ rounded to float32, which moves √(1−ᾱ) at t = 0 by up to 6e-8 / (2 · 0.025) = 1.2e-6;
  /// with half a unit of the sixth decimal the bound is 2e-6.
  static let tenSteps: [(timestep: Float, p: Float, legacyQ: Float, q: Float, r: Float)] = [
    (90, 0.291798, 0.956480, -0.135043, 0.965966), (80, 0.436724, 0.899596, -0.274444, 0.940528),
    (70, 0.571065, 0.820905, -0.398522, 0.912526), (60, 0.691567, 0.722313, -0.502479, 0.879898),
    (50, 0.795309, 0.606205, -0.580401, 0.839256), (40, 0.879776, 0.475388, -0.623684, 0.784204),
    (30, 0.942923, 0.333012, -0.616288, 0.700505), (20, 0.983218, 0.182437, -0.516570, 0.547840),
    (10, 0.999684, 0.025125, -0.135409, 0.137720), (0, 1, 0, 0, 0),
  ]
  static let tableTolerance: Float = 2e-6

  @Test(arguments: SamplerOptions.Dialect.allCases)
  func tenStepDDIMMatchesTheTable(dialect: SamplerOptions.Dialect) throws {
    let rows = try SamplerTable.make(for: .sample(.dp3), options: SamplerOptions(dialect: dialect))
    #expect(rows.count == 10)
    for (row, expected) in zip(rows, SamplerTableTests.tenSteps) {
      let q = dialect == .legacy ? expected.legacyQ : expected.q
      let r = dialect == .legacy ? 0 : expected.r
      #expect(row.timestep == expected.timestep)
      #expect(abs(row.p - expected.p) <= SamplerTableTests.tableTolerance, "p at \(expected.timestep)")
      #expect(abs(row.q - q) <= SamplerTableTests.tableTolerance, "q at \(expected.timestep)")
      #expect(abs(row.r - r) <= SamplerTableTests.tableTolerance, "r at \(expected.timestep)")
      #expect(row.clip == 1 && row.inputScale == 1 && row.outputScale == 1 && row.sampleScale == 0)
    }
  }

  @Test func textbookIsTheDefaultDialect() throws {
    let textbook = try SamplerTable.make(for: .sample(.dp3), options: SamplerOptions(dialect: .textbook))
    #expect(try SamplerTable.make(for: .sample(.dp3)) == textbook)
    #expect(try SamplerTable.make(for: .sample(.simpleDP3)) == textbook)
  }

  @Test func oneStepIsAClipAtTimestepZero() throws {
    let rows = try SamplerTable.make(for: .sample(.dp3), options: SamplerOptions(steps: 1))
    #expect(rows == [SamplerRow(timestep: 0, clip: 1, p: 1)])
    #expect(rows[0].q.sign == .plus)
  }

  @Test func leadingSpacingDropsTheRemainderAndAddsTheOffset() throws {
    var description = PolicyDescription.sample(.dp3)
    description.scheduler.stepsOffset = 1
    let rows = try SamplerTable.make(for: description, options: SamplerOptions(steps: 3))
    #expect(rows.map(\.timestep) == [67, 34, 1])
  }

  @Test func keepingTheFirstAlphaLeavesNoiseInTheLastStep() throws {
    var description = PolicyDescription.sample(.dp3)
    description.scheduler.setsAlphaToOne = false
    let row = try #require(try SamplerTable.make(for: description).last)
    // ᾱ' = ᾱ: the direction's share of the sample is √(1−ᾱ) / √(1−ᾱ).
    #expect(row.r == 1)
    #expect(abs(row.p - 0.999684) <= 1e-6 && abs(row.p + row.q) <= 1e-7)
  }

  @Test func clipCanBeSwitchedOffByEitherSide() throws {
    let asked = try SamplerTable.make(for: .sample(.dp3), options: SamplerOptions(clips: false))
    #expect(asked.allSatisfy { $0.clip == .infinity })
    var description = PolicyDescription.sample(.sdm)
    description.scheduler.clip = .infinity
    #expect(try SamplerTable.make(for: description)[0].clip == .infinity)
  }

  /// One update computed from the definition (x̂ from ε, direction ε) and from the row.
  ///
  /// x̂ at t = 90 is up to 8, so 2e-6 allows for a few float32 roundings of the row's coefficients.
  @Test(arguments: SamplerOptions.Dialect.allCases)
  func epsilonRowsFollowTheDefinition(dialect: SamplerOptions.Dialect) throws {
    var description = PolicyDescription.sample(.dp3)
    description.scheduler.prediction = .epsilon
    let schedule = NoiseSchedule(description.scheduler)
    let rows = try SamplerTable.make(for: description, options: SamplerOptions(dialect: dialect))
    let (x, epsilon) = (0.7, -0.3)
    for row in rows {
      let alpha = schedule.alphaCumprod(Int(row.timestep))
      let previous = schedule.alphaCumprod(Int(row.timestep) - 10)
      let clean = (x - (1 - alpha).squareRoot() * epsilon) / alpha.squareRoot()
      let expected =
        previous.squareRoot() * max(-1, min(1, clean)) + (1 - previous).squareRoot() * epsilon
      let estimate = Double(row.outputScale) * epsilon + Double(row.sampleScale) * x
      let clipped = max(-Double(row.clip), min(Double(row.clip), estimate))
      let updated = Double(row.p) * clipped + Double(row.q) * estimate + Double(row.r) * x
      #expect(abs(estimate - clean) <= 2e-6, "estimate at \(row.timestep)")
      #expect(abs(updated - expected) <= 2e-6, "update at \(row.timestep)")
    }
  }

  /// c_skip = 2.5508e-07 and c_out = 0.99999987 at t = 99, printed with five and eight digits.
  @Test(arguments: [Family.sdm, .manicm])
  func consistencyCallHasTheBoundaryScalings(family: Family) throws {
    let rows = try SamplerTable.make(for: .sample(family))
    #expect(rows.count == 1)
    #expect(rows[0].timestep == 99 && rows[0].clip == 1 && rows[0].q == 0)
    #expect(abs(rows[0].r - 2.5508e-07) <= 5e-12)
    #expect(abs(rows[0].p - 0.99999987) <= 6e-8)
  }

  @Test func timestepMakesDP3ASingleCall() throws {
    for steps in [nil, 1] {
      let options = SamplerOptions(timestep: 99, steps: steps)
      let rows = try SamplerTable.make(for: .sample(.dp3), options: options)
      #expect(try rows == SamplerTable.make(for: .sample(.manicm)))
    }
  }

  @Test func directCallAddsNothing() throws {
    let options = SamplerOptions(timestep: 100, clips: false, oneCall: .direct)
    #expect(try SamplerTable.make(for: .sample(.sdm), options: options) == [SamplerRow(timestep: 100, p: 1)])
  }

  @Test func flowPolicyTakesEulerSteps() throws {
    let one = try SamplerTable.make(for: .sample(.flowPolicy))
    #expect(one == [SamplerRow(timestep: Float(0.01) * 99, p: 0, q: 1, r: 1)])
    let two = try SamplerTable.make(for: .sample(.flowPolicy), options: SamplerOptions(steps: 2))
    #expect(two.map(\.q) == [0.5, 0.5])
    #expect(abs(two[1].timestep - 99 * 0.505) <= 4e-6)
  }
}

extension PolicyDescription {
  /// A small policy of `family` with the published schedule.
  static func sample(_ family: Family) -> PolicyDescription {
    PolicyDescription(
      family: family, horizon: 4, observationSteps: 2, actionSteps: 4, actionWidth: 4,
      encoder: .pointCloud(PointCloudEncoder(stateWidth: 9, pointCount: 16)), downDims: [8, 16])
  }
}

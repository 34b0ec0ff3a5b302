import EdgeRuntime
import Exporter
import TestSupport
import Testing

/// The passes change what is computed, never what comes out.
@Suite struct ExactPassTests {
  @Test(arguments: Fixture.cases, KernelSet.available.map(\.name))
  func deadTapsAndMergeKeepEveryBit(fixture: Fixture.Case, kernels: String) throws {
    let source = try Fixture.source(fixture)
    let plain = try actions(of: source, fixture, passes: [], kernels: kernels)
    #expect(plain.contains { $0 != 0 })
    for passes: Set<ExactPass> in [[.deadTaps], [.merge], [.deadTaps, .merge]] {
      #expect(try actions(of: source, fixture, passes: passes, kernels: kernels) == plain, "\(passes)")
    }
    let folded = try actions(of: source, fixture, passes: [.timestep], kernels: kernels)
    let all = try actions(of: source, fixture, passes: Set(ExactPass.allCases), kernels: kernels)
    #expect(folded == all, "on top of the fold, the other two keep every bit")
  }

  @Test(arguments: Fixture.cases)
  func timestepFoldIsExactToRounding(fixture: Fixture.Case) throws {
    let source = try Fixture.source(fixture)
    let plain = try actions(of: source, fixture, passes: [], kernels: "generic")
    let folded = try actions(of: source, fixture, passes: [.timestep], kernels: "generic")
    let largest = plain.reduce(1) { max($0, $1.magnitude) }
    let worst = zip(plain, folded).reduce(Float(0)) { max($0, ($1.0 - $1.1).magnitude) } / largest
    print("\(fixture.golden): timestep fold moves the action by \(worst)")
    #expect(worst <= (fixture.feedsErrorsBack ? Verification.defaultTolerance : 2e-6))
  }

  @Test func countsAreThoseOfThePaper() throws {
    let export = try PolicyExport(PolicySource(synthesizing: .sdmT4, seed: 0), sampler: SamplerOptions(timestep: 99))
    #expect(export.source.storedParameters == 255_138_308)
    #expect(export.passes.map(\.parametersAfter) == [85_793_284, 81_991_556, 81_991_556])
    #expect(export.liveParameters == 81_991_556)
  }

  @Test func longHorizonsKeepEveryTap() throws {
    let export = try PolicyExport(PolicySource(synthesizing: .simpleT16, seed: 0), passes: [.deadTaps])
    #expect(export.source.storedParameters == 7_439_108)
    #expect(export.liveParameters == 7_439_108)
  }

  private func actions(
    of source: PolicySource, _ fixture: Fixture.Case, passes: Set<ExactPass>, kernels: String
  ) throws -> [Float] {
    let export = try PolicyExport(source, sampler: fixture.sampler, passes: passes)
    let file = TemporaryFile()
    try export.write(to: file.path, goldens: [])
    let policy = try Policy(file: PolicyFile(path: file.path), kernels: .named(kernels).sharingAll, threadCount: 2)
    let record = try GoldenRecord(parsing: Fixture.golden(fixture), for: policy.metadata)
    try record.inputs.load(into: policy, generator: NoiseGenerator(seed: 0))
    policy.step()
    let metadata = policy.metadata
    var chunk = [Float](repeating: 0, count: metadata.horizon * metadata.actionWidth)
    var span = chunk.mutableSpan
    policy.copyActionPrediction(into: &span)
    return chunk
  }
}

import Testing

@testable import EdgeRuntime

/// The noise's first draws are pinned, and it is Gaussian enough.
struct NoiseGeneratorTests {
  @Test func firstDrawsAreKnown() {
    let generator = NoiseGenerator(seed: 1)
    let draws = (0..<8).map { generator.value(at: $0) }
    #expect(draws == draws.map { ($0 * 65_536).rounded() / 65_536 })
    #expect(draws.map(\.bitPattern) == NoiseGeneratorTests.known)
  }

  /// Worked out from the definition by another program.
  private static let known: [UInt32] = [
    1_024_954_368, 3_164_143_616, 3_201_108_992, 3_191_560_192, 1_073_746_496, 3_214_218_752, 3_215_616_512,
    1_057_403_648,
  ]

  @Test func momentsAndRange() {
    let generator = NoiseGenerator(seed: 42)
    let count = 1_000_000
    var (sum, squares, fourths) = (0.0, 0.0, 0.0)
    var range: ClosedRange<Float> = 0...0
    for index in 0..<count {
      let value = generator.value(at: index)
      range = min(range.lowerBound, value)...max(range.upperBound, value)
      sum += Double(value)
      squares += Double(value * value)
      fourths += Double(value * value * value * value)
    }
    // Four standard errors.
    #expect((sum / Double(count)).magnitude < 0.004)
    #expect((squares / Double(count) - 1).magnitude < 0.006)
    // The fourth moment of twelve uniforms is 2.9.
    #expect((fourths / Double(count) - 2.9).magnitude < 0.04)
    #expect(range.lowerBound > -6 && range.upperBound < 6 && range.upperBound > 4)
  }

  @Test func drawsDifferBySeedAndIndex() {
    let (first, second) = (NoiseGenerator(seed: 1), NoiseGenerator(seed: 2))
    var values = Set<UInt32>()
    for index in 0..<100 {
      #expect(first.value(at: index) == NoiseGenerator(seed: 1).value(at: index))
      values.insert(first.value(at: index).bitPattern)
      values.insert(second.value(at: index).bitPattern)
    }
    #expect(values.count > 190)
    _ = first.value(at: -1)
    _ = first.value(at: .max)
  }
}

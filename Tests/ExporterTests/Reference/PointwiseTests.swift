import Testing

@testable import Exporter

/// The element-wise layers and the step embedding against the constants of the model specification.
struct PointwiseTests {
  /// Printed there with seven decimals.
  @Test(arguments: [
    (-5.0, -0.0335762), (-1, -0.3034015), (-0.5, -0.2207438), (0, 0), (0.5, 0.3752452), (1, 0.8650984),
    (5, 4.9995521),
  ])
  func mishMatchesTheTable(x: Double, expected: Double) {
    #expect(abs(Elementary.mish(x) - expected) <= 5e-8)
  }

  /// The quotient form against x · tanh(ln(1 + eˣ)) with tanh written out, where that form loses nothing.
  @Test func mishFollowsItsDefinition() {
    for index in -40...80 {
      let x = Double(index) / 4
      let softplus = Elementary.logarithm(1 + Elementary.exponential(x))
      let squared = Elementary.exponential(-2 * softplus)
      let expected = x * (1 - squared) / (1 + squared)
      #expect(abs(Elementary.mish(x) - expected) <= 1e-14, "x = \(x)")
    }
  }

  @Test func mishHasTheRightTails() {
    #expect(Elementary.mish(1000) == 1000)
    #expect(Elementary.mish(-1000) == 0)
    // For very negative x, x · eˣ: the form with softplus would have rounded 1 + eˣ to 1.
    #expect(abs(Elementary.mish(-40) / (-40 * Elementary.exponential(-40)) - 1) <= 1e-15)
  }

  /// Entries of the embedding of width 128 that the specification prints, with six decimals.
  static let entries = [0, 1, 2, 31, 63, 64, 65, 66, 95, 127]
  static let embeddings: [(timestep: Float, values: [Double])] = [
    (
      99,
      [
        -0.999207, -0.653239, -0.997285, 0.874826, 0.009900, 0.039821, -0.757152, 0.073634, 0.484436,
        0.999951,
      ]
    ),
    (
      100,
      [
        -0.506366, -0.999987, -0.682092, 0.879988, 0.010000, 0.862319, 0.005047, 0.731266, 0.474997, 0.999950,
      ]
    ),
    (0, [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]),
    (0.99, [0.836026, 0.754800, 0.673557, 0.010651, 0.000099, 0.548690, 0.655955, 0.739135, 0.999943, 1]),
  ]

  /// Angles rounded to float32 are off by up to 2⁻¹⁸ near 99: 4e-6; half a unit of the last decimal is 5e-7.
  @Test(arguments: embeddings)
  func stepEmbeddingMatchesTheTable(timestep: Float, expected: [Double]) {
    let embedding = ReferenceLayer.stepEmbedding(timestep: timestep, width: 128)
    #expect(embedding.rows == 1 && embedding.columns == 128)
    for (index, value) in zip(PointwiseTests.entries, expected) {
      #expect(abs(embedding.values[index] - value) <= 5e-6, "entry \(index)")
    }
  }

  @Test func stepEmbeddingEndsAtTheSmallestFrequency() {
    // At t = 1 the sines are those of the frequencies, which were rounded to float32.
    let sines = ReferenceLayer.stepEmbedding(timestep: 1, width: 128).values
    for (index, frequency) in [(0, 1), (1, 0.8639884495), (31, 0.0107583590), (63, 0.0001)] {
      #expect(abs(sines[index] - Elementary.sine(frequency)) <= 1e-7)
    }
  }

  @Test func modulationTakesScalesFirst() {
    let result = ReferenceLayer.modulate(
      DoubleMatrix(rows: 2, columns: 2, values: [1, 2, 3, 4]),
      film: DoubleMatrix(rows: 1, columns: 4, values: [10, 100, 5, 7]))
    #expect(result.values == [15, 25, 307, 407])
  }

  @Test func maximaAndReluKeepTheirSides() {
    let input = DoubleMatrix(rows: 3, columns: 2, values: [-3, 1, -1, -2, -2, 0])
    #expect(ReferenceLayer.columnMaxima(input).values == [-1, 1])
    #expect(ReferenceLayer.relu(input).values == [0, 1, 0, 0, 0, 0])
  }
}

import Testing

@testable import Exporter

/// The norms on data whose moments can be worked out by hand.
struct NormalizationTests {
  static let tolerance = 1e-14

  @Test func groupNormPoolsChannelsAndPositions() {
    // Group 0 holds 1, 3, 5, 7: mean 4, biased variance 5. Group 1 is constant: variance 0, only β left.
    let input = DoubleMatrix(rows: 4, columns: 2, values: [1, 3, 5, 7, 9, 9, 9, 9])
    let result = ReferenceLayer.groupNorm(
      weight: Tensor(shape: [4], values: [1, 2, 3, 4]), bias: Tensor(shape: [4], values: [0, 10, 20, 30]),
      groups: 2, input: input)
    let scale = 1 / 5.00001.squareRoot()
    let expected = [-3 * scale, -1 * scale, 2 * scale + 10, 6 * scale + 10, 20, 20, 30, 30]
    for (value, wanted) in zip(result.values, expected) {
      #expect(abs(value - wanted) <= NormalizationTests.tolerance)
    }
  }

  @Test func groupOfASingleValueIsItsBias() {
    let result = ReferenceLayer.groupNorm(
      weight: Tensor(shape: [2], values: [5, 5]), bias: Tensor(shape: [2], values: [1, 2]), groups: 2,
      input: DoubleMatrix(rows: 2, columns: 1, values: [7, -7]))
    #expect(result.values == [1, 2])
  }

  @Test func layerNormTakesEachRowByItself() {
    // Rows 0, 2 and 10, 10: means 1 and 10, biased variances 1 and 0.
    let result = ReferenceLayer.layerNorm(
      weight: Tensor(shape: [2], values: [2, 3]), bias: Tensor(shape: [2], values: [0.5, 0.25]),
      input: DoubleMatrix(rows: 2, columns: 2, values: [0, 2, 10, 10]))
    let scale = 1 / 1.00001.squareRoot()
    let expected = [-2 * scale + 0.5, 3 * scale + 0.25, 0.5, 0.25]
    for (value, wanted) in zip(result.values, expected) {
      #expect(abs(value - wanted) <= NormalizationTests.tolerance)
    }
  }
}

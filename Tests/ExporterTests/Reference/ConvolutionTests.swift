import Testing

@testable import Exporter

/// Both convolutions against direct loops over their definitions, and against numbers worked out by hand.
struct ConvolutionTests {
  /// Sums of at most 70 products of magnitude below 1, in another order: a few hundred 2⁻⁵³.
  static let tolerance = 1e-13

  @Test func sumsTheTapsByHand() {
    // W = [1, 10, 100] over x = [1, 2, 3] padded by a zero on each side, and the bias 0.5.
    let weight = Tensor(shape: [1, 1, 3], values: [1, 10, 100])
    let bias = Tensor(shape: [1], values: [0.5])
    let input = DoubleMatrix(rows: 1, columns: 3, values: [1, 2, 3])
    let plain = ReferenceLayer.convolution(weight: weight, bias: bias, input: input)
    #expect(plain.values == [210.5, 321.5, 32.5])
    let strided = ReferenceLayer.convolution(weight: weight, bias: bias, input: input, stride: 2)
    #expect(strided.values == [210.5, 32.5])
  }

  /// Lengths from 1, where only the centre tap reads data, on; widths around the dot product's eight.
  @Test(arguments: [1, 2, 3, 4, 7, 16], [(1, 5), (3, 5), (8, 3), (9, 1), (14, 5)])
  func convolutionFollowsItsDefinition(length: Int, widths: (inputs: Int, taps: Int)) {
    for stride in [1, 2] {
      let (inputs, taps) = widths
      let weight = Tensor.pattern(shape: [6, inputs, taps], seed: 1)
      let bias = Tensor.pattern(shape: [6], seed: 2)
      let input = DoubleMatrix(Tensor.pattern(shape: [inputs, length], seed: 3))
      let result = ReferenceLayer.convolution(weight: weight, bias: bias, input: input, stride: stride)
      let padding = taps / 2
      #expect(result.rows == 6 && result.columns == (length + 2 * padding - taps) / stride + 1)
      for output in 0..<result.rows {
        for position in 0..<result.columns {
          var expected = Double(bias.values[output])
          for tap in 0..<taps {
            for channel in 0..<inputs {
              let source = position * stride - padding + tap
              if source < 0 || source >= length { continue }
              expected +=
                Double(weight.values[(output * inputs + channel) * taps + tap]) * input[channel, source]
            }
          }
          #expect(abs(result[output, position] - expected) <= ConvolutionTests.tolerance)
        }
      }
    }
  }

  @Test func transposedConvolutionSpreadsTheTapsByHand() {
    // Input 1 at position 0 reaches 2·0 − 1 + t = −1…2, input 1000 at position 1
    // reaches 1…4; −1 and 4 are dropped.
    let weight = Tensor(shape: [1, 1, 4], values: [1, 2, 3, 4])
    let input = DoubleMatrix(rows: 1, columns: 2, values: [1, 1000])
    let result = ReferenceLayer.transposedConvolution(
      weight: weight, bias: Tensor(shape: [1], values: [0.5]), input: input)
    #expect(result.values == [2.5, 1003.5, 2004.5, 3000.5])
  }

  /// The transposed convolution is the adjoint of the strided one: ⟨convolution(x), y⟩ = ⟨x, transposed(y)⟩.
  ///
  /// The weight's first two extents swap their meaning and nothing else, so the same numbers serve both.
  @Test(arguments: [2, 4, 8, 16])
  func transposedConvolutionIsTheAdjoint(length: Int) {
    let (inner, outer) = (5, 3)
    let weight = Tensor.pattern(shape: [inner, outer, 4], seed: 4)
    let y = DoubleMatrix(Tensor.pattern(shape: [inner, length / 2], seed: 5))
    let x = DoubleMatrix(Tensor.pattern(shape: [outer, length], seed: 6))
    let spread = ReferenceLayer.transposedConvolution(
      weight: weight, bias: Tensor(shape: [outer], values: [0, 0, 0]), input: y)
    #expect(spread.rows == outer && spread.columns == length)
    var gathered = 0.0
    for output in 0..<inner {
      for position in 0..<length / 2 {
        for channel in 0..<outer {
          for tap in 0..<4 {
            let source = 2 * position - 1 + tap
            if source < 0 || source >= length { continue }
            gathered +=
              Double(weight.values[(output * outer + channel) * 4 + tap]) * x[channel, source]
              * y[output, position]
          }
        }
      }
    }
    let product = zip(spread.values, x.values).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(product - gathered) <= ConvolutionTests.tolerance)
  }

  @Test(arguments: [1, 7, 8, 9, 24, 33])
  func linearFollowsItsDefinition(inputs: Int) {
    let weight = Tensor.pattern(shape: [4, inputs], seed: 7)
    let bias = Tensor.pattern(shape: [4], seed: 8)
    let input = DoubleMatrix(Tensor.pattern(shape: [3, inputs], seed: 9))
    let result = ReferenceLayer.linear(weight: weight, bias: bias, input: input)
    #expect(result.rows == 3 && result.columns == 4)
    for row in 0..<3 {
      for output in 0..<4 {
        var expected = Double(bias.values[output])
        for index in 0..<inputs {
          expected += Double(weight.values[output * inputs + index]) * input[row, index]
        }
        #expect(abs(result[row, output] - expected) <= ConvolutionTests.tolerance)
      }
    }
  }
}

extension Tensor {
  /// Numbers in −0.5 ..< 0.5 from a linear congruential sequence that starts at `seed`.
  static func pattern(shape: [Int], seed: UInt32) -> Tensor {
    var state = seed &* 2_654_435_761
    let values = (0..<shape.reduce(1, *)).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(state >> 8) / Float(1 << 24) - 0.5
    }
    return Tensor(shape: shape, values: values)
  }
}

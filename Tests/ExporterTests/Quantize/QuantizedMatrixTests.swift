import Quantize
import Testing

@Suite struct QuantizedMatrixTests {
  @Test func everyChunkHasItsOwnScale() {
    // Two outputs, two taps, three channels in chunks of two.
    let values: [Float] = [127, -64, 1, 0, 0, 2, 1, 1, -0.5, 12.7, 6.35, 3]
    let matrix = QuantizedMatrix(rounding: values, outputs: 2, taps: 2, channels: 3, chunkLength: 2)
    #expect(matrix.chunkCount == 2)
    // The largest magnitude of each chunk; one of zeros has scale 1.
    let largest: [Float] = [127, 1, 127, 2, 1, 0.5, 12.7, 3]
    #expect(matrix.scales == largest.map { $0 / 127 })
    let weights: [Int8] = [127, -64, 127, 0, 0, 127, 127, 127, -127, 127, 64, 127]
    #expect(matrix.weights == weights)
  }

  @Test func tellsWhatIsLost() {
    let exact = QuantizedMatrix(rounding: [127, -3, 5], outputs: 1, taps: 1, channels: 3, chunkLength: 4)
    #expect(exact.signalToNoise == .infinity)
    let rounded = QuantizedMatrix(rounding: [127, 0.5], outputs: 1, taps: 1, channels: 2, chunkLength: 4)
    #expect(abs(rounded.signalToNoise - (127 * 127 + 0.25) / 0.25) < 1e-6)
  }

  @Test func summarisesErrorsByNearestRank() {
    let summary = ErrorSummary((1...200).map { $0 % 2 == 0 ? Float($0) : -Float($0) })
    #expect(summary.percentile99 == 198)
    #expect(summary.largest == 200)
    #expect(abs(summary.rootMeanSquare - (200.0 * 201 * 401 / 6 / 200).squareRoot()) < 1e-9)
    #expect(ErrorSummary([]).largest == 0)
    #expect(ErrorSummary([0, .nan]).largest == .infinity)
  }
}

import CKernels
import EdgeRuntime
import KernelConformance
import Testing

@Suite struct KernelColumnMaxTests {
  private func run(
    _ kernels: KernelSet, _ values: GuardedFloats, _ maxima: GuardedFloats, rows: Int, stride: Int
  ) {
    var job = edge_column_max_f32(
      values: values.start, row_stride: stride, maxima: maxima.start, rows: Int32(rows),
      channels: Int32(maxima.count))
    kernels.columnMax(&job)
    #expect(maxima.isIntact)
  }

  @Test(arguments: KernelSet.available)
  func findsTheMaximumOfEveryColumn(kernels: KernelSet) {
    var numbers = SeededNumbers(seed: 21)
    for rows in 0...9 {
      for channels in Array(1...70) + [128, 256, 257] {
        let stride = channels + rows % 3
        let values = GuardedFloats(numbers.floats(max(0, (rows - 1) * stride + channels)))
        let start = numbers.floats(channels)
        let maxima = GuardedFloats(start)
        run(kernels, values, maxima, rows: rows, stride: stride)
        let expected = (0..<channels).map { channel in
          (0..<rows).reduce(start[channel]) { max($0, values.start[$1 * stride + channel]) }
        }
        #expect(maxima.values == expected, "\(rows) rows, \(channels) channels")
      }
    }
  }

  @Test(arguments: KernelSet.available)
  func keepsNaNAndMatchesReferenceForZeros(kernels: KernelSet) {
    let kinds: [Float] = [.nan, 0, -0.0, 1, -1, .infinity, -.infinity, .leastNonzeroMagnitude]
    var numbers = SeededNumbers(seed: 22)
    for channels in [1, 5, 8, 33, 70] {
      let values = GuardedFloats(count: 6 * channels) { _ in kinds[Int(numbers.bits() % 8)] }
      let start = (0..<channels).map { _ in kinds[Int(numbers.bits() % 8)] }
      let results = [kernels, .generic].map { set in
        let maxima = GuardedFloats(start)
        run(set, values, maxima, rows: 6, stride: channels)
        return maxima.bits
      }
      #expect(results[0] == results[1])
      for channel in 0..<channels {
        let column = [start[channel]] + (0..<6).map { values.start[$0 * channels + channel] }
        let hasNaN = column.contains { $0.isNaN }
        #expect(Float(bitPattern: results[0][channel]).isNaN == hasNaN)
      }
    }
  }

  /// The maxima of `columnMax`, and the first row that holds each; NaN counts as the greatest.
  @Test(arguments: KernelSet.available)
  func findsTheRowOfEveryMaximum(kernels: KernelSet) {
    let kinds: [Float] = [.nan, 0, -0.0, 1, -1, .infinity, -.infinity, 2]
    var numbers = SeededNumbers(seed: 23)
    for rows in 0...9 {
      for channels in Array(1...40) + [256, 257] {
        let stride = channels + rows % 3
        let isOrdinary = channels % 4 > 0
        let values = GuardedFloats(count: max(0, (rows - 1) * stride + channels)) { _ in
          isOrdinary ? numbers.float() : kinds[Int(numbers.bits() % 8)]
        }
        let start = (0..<channels).map { _ in isOrdinary ? numbers.float() : kinds[Int(numbers.bits() % 8)] }
        let (maxima, winners) = (GuardedFloats(start), GuardedFloats(count: channels) { _ in 7 })
        var job = edge_column_arg_max_f32(
          values: values.start, row_stride: stride, maxima: maxima.start, winners: winners.start,
          rows: Int32(rows), channels: Int32(channels), first_winner: 100)
        kernels.columnArgMax(&job)
        #expect(maxima.isIntact && winners.isIntact)
        for channel in 0..<channels {
          var (greatest, winner): (Float, Float) = (start[channel], 7)
          for row in 0..<rows {
            let value = values.start[row * stride + channel]
            if !greatest.isNaN && (value > greatest || value.isNaN) { (greatest, winner) = (value, Float(100 + row)) }
          }
          #expect(winners.start[channel] == winner, "\(rows) rows, \(channels) channels")
          #expect(maxima.start[channel] == greatest || (maxima.start[channel].isNaN && greatest.isNaN))
        }
      }
    }
  }
}

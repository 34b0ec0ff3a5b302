import CKernels
import EdgeRuntime
import Glibc
import KernelConformance
import Testing

/// One matrix product with its operands in guarded memory.
private struct Product {
  let rows, taps, channels, columns: Int
  let rowStride, tapStride, outputStride: Int
  let input, weights, bias, output: GuardedFloats

  init(
    rows: Int, taps: Int, channels: Int, columns: Int, padding: Int,
    input: (inout SeededNumbers, Int) -> [Float], _ numbers: inout SeededNumbers
  ) {
    (self.rows, self.taps, self.channels, self.columns) = (rows, taps, channels, columns)
    // Rows overlap as those of a convolution do: a row's next tap is the next row.
    rowStride = channels + padding
    tapStride = channels + padding
    outputStride = columns + padding
    let panels = (columns + 15) / 16
    self.input = GuardedFloats(input(&numbers, (rows + taps - 2) * rowStride + channels))
    weights = GuardedFloats(numbers.floats(panels * taps * channels * 16))
    bias = GuardedFloats(numbers.floats(panels * 16))
    output = GuardedFloats(count: (rows - 1) * outputStride + columns)
  }

  /// The output of `kernels`; every other float of the output must still be the canary.
  func run(_ kernels: KernelSet, withBias: Bool = true) -> [Float] {
    for index in 0..<output.count { output.start[index] = GuardedFloats.canary }
    var product = edge_gemm_f32(
      input: input.start, input_row_stride: rowStride, input_tap_stride: tapStride, input_places: nil,
      weights: weights.start, bias: withBias ? UnsafePointer(bias.start) : nil, output: output.start,
      output_row_stride: outputStride, rows: Int32(rows), taps: Int32(taps), channels: Int32(channels),
      columns: Int32(columns))
    kernels.gemm(&product)
    #expect(output.isIntact)
    for row in 0..<rows - 1 {
      for column in columns..<outputStride {
        #expect(output.start[row * outputStride + column] == GuardedFloats.canary, "\(self)")
      }
    }
    return output.values
  }

  /// The contract's sum of one output, fused, and the same in double precision with its size.
  func sums(_ row: Int, _ column: Int, withBias: Bool = true) -> (fused: Float, exact: Double, size: Double) {
    var fused = withBias ? bias.start[column] : 0
    var exact = Double(fused)
    var size = abs(exact)
    for tap in 0..<taps {
      let x = input.start + row * rowStride + tap * tapStride
      let w = weights.start + ((column / 16 * taps + tap) * channels) * 16 + column % 16
      for first in stride(from: 0, to: channels, by: 256) {
        var partial: Float = 0
        for channel in first..<min(first + 256, channels) {
          let weight = w[channel * 16]
          partial = fmaf(x[channel], weight, partial)
          let term = Double(x[channel]) * Double(weight)
          exact += term
          size += abs(term)
        }
        fused += partial
      }
    }
    return (fused, exact, size)
  }

  func index(_ row: Int, _ column: Int) -> Int { row * outputStride + column }

  var name: String { "\(rows) rows, \(taps) taps, \(channels) channels, \(columns) columns" }
}

@Suite struct KernelGemmTests {
  private static let channelCounts = Array(1...20) + [64, 255, 256, 257, 512, 600]
  private static let columnCounts = [1, 2, 7, 15, 16, 17, 31, 32, 33, 47, 48, 49, 64, 65, 80]

  /// The bound is 4e-7 of the sum of the products' sizes, for sums of up to 3000 products.
  private static func bound(_ size: Double) -> Double { 4e-7 * size + 1e-42 }

  private func check(
    _ kernels: KernelSet, _ product: Product, withBias: Bool, _ worst: inout WorstError
  ) {
    let output = product.run(kernels, withBias: withBias)
    let reference = product.run(.generic, withBias: withBias)
    var sameBits = true
    for row in 0..<product.rows {
      for column in 0..<product.columns {
        let (fused, exact, size) = product.sums(row, column, withBias: withBias)
        let index = product.index(row, column)
        if kernels.name != "generic", output[index].bitPattern != fused.bitPattern { sameBits = false }
        worst.note(output[index], expected: exact, bound: Self.bound(size), at: product.name)
        worst.note(
          output[index], expected: Double(reference[index]), bound: Self.bound(size), at: product.name)
      }
    }
    #expect(sameBits, "\(kernels.name) is not the fused sum of the contract: \(product.name)")
  }

  @Test(arguments: KernelSet.available)
  func keepsTheOrderOfTheContractForEveryShape(kernels: KernelSet) {
    var numbers = SeededNumbers(seed: 1)
    var worst = WorstError()
    var sample = 0
    for rows in 1...17 {
      for taps in [1, 2, 3, 5] {
        for channels in Self.channelCounts {
          for _ in 0..<(channels > 200 ? 1 : 3) {
            sample += 1
            let product = Product(
              rows: rows, taps: taps, channels: channels,
              columns: Self.columnCounts[sample % Self.columnCounts.count], padding: sample % 4,
              input: { $0.floats($1) }, &numbers)
            check(kernels, product, withBias: sample % 2 == 0, &worst)
          }
        }
      }
    }
    worst.report("gemm \(kernels.name), \(sample) shapes")
  }

  @Test(arguments: KernelSet.available, [18, 24, 32, 33, 64, 65, 130])
  func takesAnyNumberOfRows(kernels: KernelSet, rows: Int) {
    var numbers = SeededNumbers(seed: 2)
    var worst = WorstError()
    for (channels, columns) in [(3, 64), (64, 128), (300, 20)] {
      let product = Product(
        rows: rows, taps: 1, channels: channels, columns: columns, padding: 1,
        input: { $0.floats($1) }, &numbers)
      check(kernels, product, withBias: true, &worst)
    }
    worst.report("gemm \(kernels.name), \(rows) rows")
  }

  @Test(arguments: KernelSet.available)
  func takesExtremeInputs(kernels: KernelSet) {
    var numbers = SeededNumbers(seed: 3)
    var worst = WorstError()
    for rows in 1...8 {
      for columns in [1, 16, 33, 64] {
        let product = Product(
          rows: rows, taps: 2, channels: 37, columns: columns, padding: 2,
          input: { $0.extremes($1) }, &numbers)
        check(kernels, product, withBias: true, &worst)
      }
    }
    worst.report("gemm \(kernels.name), extreme inputs")
  }

  @Test(arguments: KernelSet.available)
  func tapsThatMeetZerosChangeNoBit(kernels: KernelSet) {
    for (rows, columns) in [(1, 64), (1, 20), (2, 32), (2, 49), (3, 16), (4, 48), (7, 33), (16, 17)] {
      var numbers = SeededNumbers(seed: 4)
      let (taps, channels) = (5, 300)
      // One window a row; taps 0, 1 and 4 see zeros in every row.
      var input = numbers.floats(rows * taps * channels)
      for index in input.indices where ![2, 3].contains(index / channels % taps) { input[index] = 0 }
      let panels = (columns + 15) / 16
      let weights = numbers.floats(panels * taps * channels * 16)
      let bias = numbers.floats(panels * 16)
      let all = run(
        kernels, input, weights, bias, rows: rows, taps: taps, channels: channels, columns: columns)
      let living = weights.indices.filter { [2, 3].contains($0 / (channels * 16) % taps) }.map { weights[$0] }
      let liveInput = input.indices.filter { [2, 3].contains($0 / channels % taps) }.map { input[$0] }
      let pruned = run(
        kernels, liveInput, living, bias, rows: rows, taps: 2, channels: channels, columns: columns)
      #expect(all == pruned, "\(rows) rows, \(columns) columns")
    }
  }

  private func run(
    _ kernels: KernelSet, _ input: [Float], _ weights: [Float], _ bias: [Float], rows: Int, taps: Int,
    channels: Int, columns: Int
  ) -> [UInt32] {
    let (input, weights, bias) = (GuardedFloats(input), GuardedFloats(weights), GuardedFloats(bias))
    let output = GuardedFloats(count: rows * columns)
    var product = edge_gemm_f32(
      input: input.start, input_row_stride: taps * channels, input_tap_stride: channels, input_places: nil,
      weights: weights.start, bias: bias.start, output: output.start, output_row_stride: columns,
      rows: Int32(rows), taps: Int32(taps), channels: Int32(channels), columns: Int32(columns))
    return withExtendedLifetime((input, weights, bias)) {
      kernels.gemm(&product)
      return output.bits
    }
  }
}

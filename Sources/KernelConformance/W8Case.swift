import CKernels

import EdgeRuntime

/// A product of floats with int8 weights, with memory that ends at guard pages.
public struct W8Case: Sendable {
  private let rows, taps, channels, columns, chunkLength: Int
  private let inputStride, outputStride: Int
  private let weights: Int8Case
  private let input: [Float]
  private let bias: [Float]

  /// Draws a case; `gap` floats stand between the input's rows.
  public init(
    rows: Int, taps: Int, channels: Int, columns: Int, chunkLength: Int, gap: Int, _ numbers: inout SeededNumbers
  ) {
    (self.rows, self.taps, self.channels, self.columns) = (rows, taps, channels, columns)
    self.chunkLength = chunkLength
    (inputStride, outputStride) = (channels + gap, columns + gap)
    weights = Int8Case(
      rows: 1, taps: taps, channels: channels, columns: columns, chunkLength: chunkLength, &numbers)
    input = numbers.floats((rows + taps - 2) * inputStride + channels)
    bias = numbers.floats((columns + 15) / 16 * 16)
  }

  /// The extents, for people.
  public var name: String {
    "\(rows) rows, \(taps) taps, \(channels) of \(inputStride) channels by \(chunkLength), \(columns) columns"
  }

  /// Runs the kernel over copies at guard pages; returns the output's bits, its gaps checked.
  public func run(_ kernels: KernelSet, withBias: Bool = true) -> (bits: [UInt32], isIntact: Bool) {
    let (input, bias) = (GuardedFloats(self.input), GuardedFloats(self.bias))
    let packed = GuardedFloats(bytes: weights.packed)
    let output = GuardedFloats(count: (rows - 1) * outputStride + columns)
    var job = edge_gemm_w8()
    job.product.input = UnsafePointer(input.start)
    (job.product.input_row_stride, job.product.input_tap_stride) = (inputStride, inputStride)
    job.product.bias = withBias ? UnsafePointer(bias.start) : nil
    job.product.output = output.start
    job.product.output_row_stride = outputStride
    (job.product.rows, job.product.taps) = (Int32(rows), Int32(taps))
    (job.product.channels, job.product.columns) = (Int32(channels), Int32(columns))
    job.weights = UnsafePointer(packed.start(as: Int8.self))
    job.chunk_length = Int32(chunkLength)
    return withExtendedLifetime((input, bias, packed)) {
      kernels.gemmW8(&job)
      return (output.bits, output.isIntact(outside: columns, rowStride: outputStride))
    }
  }

  /// The contract, by loops over its definition.
  ///
  /// - Parameter isFused: Whether a product is added before it is rounded, as all sets but "generic" do.
  public func expected(isFused: Bool, withBias: Bool = true) -> [UInt32] {
    let panels = weights.floatPanels
    var result = [UInt32](repeating: GuardedFloats.canary.bitPattern, count: (rows - 1) * outputStride + columns)
    for row in 0..<rows {
      for column in 0..<columns {
        var total: Float = withBias ? bias[column] : 0
        for tap in 0..<taps {
          let first = (row + tap) * inputStride
          let run = (column / 16 * taps + tap) * channels
          for chunk in stride(from: 0, to: channels, by: chunkLength) {
            var partial: Float = 0
            for channel in chunk..<min(chunk + chunkLength, channels) {
              let (x, weight) = (input[first + channel], panels[(run + channel) * 16 + column % 16])
              let product = x * weight
              partial = isFused ? partial.addingProduct(x, weight) : partial + product
            }
            total = total + partial
          }
        }
        result[row * outputStride + column] = total.bitPattern
      }
    }
    return result
  }
}

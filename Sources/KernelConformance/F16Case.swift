import CKernels

import EdgeRuntime

/// A product of floats with weights of half precision, with memory that ends at guard pages.
public struct F16Case: Sendable {
  private let rows, taps, channels, columns: Int
  private let inputStride, outputStride: Int
  private let weights: [UInt16]
  private let input: [Float]
  private let bias: [Float]

  /// Draws a case; `gap` floats stand between the input's rows.
  public init(rows: Int, taps: Int, channels: Int, columns: Int, gap: Int, _ numbers: inout SeededNumbers) {
    (self.rows, self.taps, self.channels, self.columns) = (rows, taps, channels, columns)
    (inputStride, outputStride) = (channels + gap, columns + gap)
    input = numbers.floats((rows + taps - 2) * inputStride + channels)
    bias = numbers.floats((columns + 15) / 16 * 16)
    // Any finite bits will do, subnormal ones among them.
    weights = (0..<(columns + 15) / 16 * taps * channels * 16).map { _ in
      let bits = UInt16(truncatingIfNeeded: numbers.bits())
      return bits & 0x7C00 == 0x7C00 ? bits & 0x83FF : bits
    }
  }

  /// The extents, for people.
  public var name: String { "\(rows) rows, \(taps) taps, \(channels) of \(inputStride) channels, \(columns) columns" }

  /// Runs the kernel over copies at guard pages; returns the output's bits, its gaps checked.
  public func run(_ kernels: KernelSet, withBias: Bool = true) -> (bits: [UInt32], isIntact: Bool) {
    let packed = GuardedFloats(bytes: weights.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
    return run(withBias: withBias) { product in
      var job = edge_gemm_f16(product: product, weights: UnsafePointer(packed.start(as: UInt16.self)))
      withExtendedLifetime(packed) { kernels.gemmF16(&job) }
    }
  }

  /// The contract: what the same kernels make of the floats that the weights stand for.
  public func expected(_ kernels: KernelSet, withBias: Bool = true) -> [UInt32] {
    let floats = GuardedFloats(weights.map(HalfPrecision.float))
    return run(withBias: withBias) { product in
      var product = product
      product.weights = UnsafePointer(floats.start)
      withExtendedLifetime(floats) { kernels.gemm(&product) }
    }.bits
  }

  private func run(withBias: Bool, _ multiply: (edge_gemm_f32) -> Void) -> (bits: [UInt32], isIntact: Bool) {
    let (input, bias) = (GuardedFloats(self.input), GuardedFloats(self.bias))
    let output = GuardedFloats(count: (rows - 1) * outputStride + columns)
    var product = edge_gemm_f32()
    product.input = UnsafePointer(input.start)
    (product.input_row_stride, product.input_tap_stride) = (inputStride, inputStride)
    product.bias = withBias ? UnsafePointer(bias.start) : nil
    product.output = output.start
    product.output_row_stride = outputStride
    (product.rows, product.taps) = (Int32(rows), Int32(taps))
    (product.channels, product.columns) = (Int32(channels), Int32(columns))
    return withExtendedLifetime((input, bias)) {
      multiply(product)
      return (output.bits, output.isIntact(outside: columns, rowStride: outputStride))
    }
  }
}

import CKernels

import EdgeRuntime

/// A product of floats with coded weights of half precision, with memory that ends at guard pages.
struct C16Case: StoredWeightsCase, Sendable {
  // SAFETY: operands on guarded memory, of the very extents that the argument struct tells.

  private let operands: FloatOperands
  private let matrix: PackedMatrix
  private let weights: [UInt16]

  /// Draws a case of a multiple of four `channels`; `gap` floats stand between the rows of input and output.
  ///
  /// The weights are any that codes can hold, zeros, the least and the greatest halves among them.
  init(rows: Int, taps: Int, channels: Int, columns: Int, gap: Int, _ numbers: inout SeededNumbers) {
    operands = FloatOperands(rows: rows, taps: taps, channels: channels, columns: columns, gap: gap, &numbers)
    matrix = PackedMatrix(
      tensor: 0, format: .float16, taps: taps, channels: channels, panels: (columns + 15) / 16)
    var weights: [UInt16] = []
    matrix.forEachRun { _, channels in
      let scale = Float(sign: .plus, exponent: Int(numbers.bits() % 28), significand: 1)
      for _ in 0..<channels * 16 {
        let bits = UInt16(truncatingIfNeeded: numbers.bits()) & 0x8FFF
        weights.append(HalfPrecision.bits(HalfPrecision.float(bits) * scale))
      }
    }
    self.weights = weights
  }

  /// The extents, for people.
  var name: String { operands.name }

  /// Runs the kernel over copies at guard pages; returns the output's bits, its gaps checked.
  func run(_ kernels: KernelSet, withBias: Bool) -> (bits: [UInt32], isIntact: Bool) {
    let halves = GuardedFloats(bytes: weights.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
    let coder = unsafe Float16Coder(of: matrix, at: UnsafeRawPointer(halves.start))
    guard coder.isExact else { return ([], false) }
    let coded = GuardedFloats(count: coder.byteCount / 4)
    unsafe coder.write(to: UnsafeMutableRawPointer(coded.start))
    return unsafe operands.run(withBias: withBias) { product in
      var job = unsafe edge_gemm_c16(product: product, weights: UnsafePointer(coded.start(as: UInt8.self)))
      withExtendedLifetime((halves, coded)) { unsafe kernels.gemmC16(&job) }
    }
  }

  /// The contract: what the same kernels make of the floats that the weights stand for.
  func expected(_ kernels: KernelSet, withBias: Bool) -> [UInt32] {
    operands.multiply(by: weights.map(HalfPrecision.float), kernels, withBias: withBias).bits
  }
}

import CKernels

import EdgeRuntime

/// A product of floats with weights of half precision, with memory that ends at guard pages.
public struct F16Case: StoredWeightsCase, Sendable {
  // SAFETY: operands on guarded memory, of the very extents that the argument struct tells.

  private let operands: FloatOperands
  private let weights: [UInt16]

  /// Draws a case; `gap` floats stand between the input's rows.
  public init(rows: Int, taps: Int, channels: Int, columns: Int, gap: Int, _ numbers: inout SeededNumbers) {
    operands = FloatOperands(rows: rows, taps: taps, channels: channels, columns: columns, gap: gap, &numbers)
    // Any finite bits will do, subnormal ones among them.
    weights = (0..<(columns + 15) / 16 * taps * channels * 16).map { _ in
      let bits = UInt16(truncatingIfNeeded: numbers.bits())
      return bits & 0x7C00 == 0x7C00 ? bits & 0x83FF : bits
    }
  }

  /// The extents, for people.
  public var name: String { operands.name }

  /// Runs the kernel over copies at guard pages; returns the output's bits, its gaps checked.
  public func run(_ kernels: KernelSet, withBias: Bool = true) -> (bits: [UInt32], isIntact: Bool) {
    let packed = GuardedFloats(bytes: weights.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
    return unsafe operands.run(withBias: withBias) { product in
      var job = unsafe edge_gemm_f16(product: product, weights: UnsafePointer(packed.start(as: UInt16.self)))
      withExtendedLifetime(packed) { unsafe kernels.gemmF16(&job) }
    }
  }

  /// The contract: what the same kernels make of the floats that the weights stand for.
  public func expected(_ kernels: KernelSet, withBias: Bool = true) -> [UInt32] {
    operands.multiply(by: weights.map(HalfPrecision.float), kernels, withBias: withBias).bits
  }
}

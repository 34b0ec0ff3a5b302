import CKernels

import EdgeRuntime

/// A product of floats with int8 weights, with memory that ends at guard pages.
public struct W8Case: Sendable {
  // SAFETY: operands on guarded memory, of the very extents that the argument struct tells.

  private let operands: FloatOperands
  private let chunkLength: Int
  private let weights: Int8Case

  /// Draws a case; `gap` floats stand between the input's rows.
  public init(
    rows: Int, taps: Int, channels: Int, columns: Int, chunkLength: Int, gap: Int, _ numbers: inout SeededNumbers
  ) {
    self.chunkLength = chunkLength
    weights = Int8Case(
      rows: 1, taps: taps, channels: channels, columns: columns, chunkLength: chunkLength, &numbers)
    operands = FloatOperands(rows: rows, taps: taps, channels: channels, columns: columns, gap: gap, &numbers)
  }

  /// The extents, for people.
  public var name: String {
    "\(operands.rows) rows, \(operands.taps) taps, \(operands.channels) of \(operands.inputStride) channels by "
      + "\(chunkLength), \(operands.columns) columns"
  }

  /// Runs the kernel over copies at guard pages; returns the output's bits, its gaps checked.
  public func run(_ kernels: KernelSet, withBias: Bool = true) -> (bits: [UInt32], isIntact: Bool) {
    let packed = GuardedFloats(bytes: weights.packed)
    return unsafe operands.run(withBias: withBias) { product in
      var job = unsafe edge_gemm_w8()
      unsafe job.product = product
      unsafe job.weights = UnsafePointer(packed.start(as: Int8.self))
      unsafe job.chunk_length = Int32(chunkLength)
      withExtendedLifetime(packed) { unsafe kernels.gemmW8(&job) }
    }
  }

  /// The contract, by loops over its definition.
  ///
  /// - Parameter isFused: Whether a product is added before it is rounded, as all sets but "generic" do.
  public func expected(isFused: Bool, withBias: Bool = true) -> [UInt32] {
    operands.expected(weights.floatPanels, chunkLength: chunkLength, isFused: isFused, withBias: withBias)
  }
}

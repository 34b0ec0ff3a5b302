import EdgeRuntime

/// A product of floats with float weights, with memory that ends at guard pages.
struct F32Case: Sendable {
  // SAFETY: operands on guarded memory, of the very extents that the argument struct tells.

  /// Channels whose products are added before a partial sum joins the total; decision 6.
  private static let chunkLength = 256

  private let operands: FloatOperands
  /// Panels of 16 columns: (panels, taps, channels, 16).
  private let weights: [Float]

  /// Draws a case; `gap` floats stand between the rows of input and output.
  init(rows: Int, taps: Int, channels: Int, columns: Int, gap: Int, _ numbers: inout SeededNumbers) {
    operands = FloatOperands(rows: rows, taps: taps, channels: channels, columns: columns, gap: gap, &numbers)
    weights = numbers.floats((columns + 15) / 16 * taps * channels * 16)
  }

  /// The extents, for people.
  var name: String { operands.name }

  /// Runs the kernel over copies at guard pages; returns the output's bits, its gaps checked.
  func run(_ kernels: KernelSet, withBias: Bool) -> (bits: [UInt32], isIntact: Bool) {
    operands.multiply(by: weights, kernels, withBias: withBias)
  }

  /// The contract, by loops over its definition.
  ///
  /// - Parameter isFused: Whether a product is added before it is rounded, as all sets but "generic" do.
  func expected(isFused: Bool, withBias: Bool) -> [UInt32] {
    operands.expected(weights, chunkLength: F32Case.chunkLength, isFused: isFused, withBias: withBias)
  }
}

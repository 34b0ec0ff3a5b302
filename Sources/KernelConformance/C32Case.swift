import CKernels

import EdgeRuntime

/// A product of floats with coded weights, with memory that ends at guard pages.
struct C32Case: StoredWeightsCase, Sendable {
  // SAFETY: operands on guarded memory, of the very extents that the argument struct tells.

  /// What the weights are.
  enum Kind: Int, CaseIterable {
    /// As training leaves them: a few upper bytes, and now and then another.
    case ordinary
    /// Zero but for a few.
    case sparse
    /// Any finite bits, so that every block has a patch.
    case extreme
  }

  private let operands: FloatOperands
  private let matrix: PackedMatrix
  private let weights: [Float]

  /// Draws a case of a multiple of four `channels`; `gap` floats stand between the rows of input and output.
  init(rows: Int, taps: Int, channels: Int, columns: Int, gap: Int, kind: Kind, _ numbers: inout SeededNumbers) {
    operands = FloatOperands(rows: rows, taps: taps, channels: channels, columns: columns, gap: gap, &numbers)
    matrix = PackedMatrix(tensor: 0, taps: taps, channels: channels, panels: (columns + 15) / 16)
    let count = matrix.panels * taps * channels * 16
    weights =
      switch kind {
      case .ordinary: numbers.floats(count).map { numbers.bits() % 200 == 0 ? $0 * 0x1p-20 : $0 }
      case .sparse: numbers.floats(count).map { numbers.bits() % 10 == 0 ? $0 : 0 }
      case .extreme:
        (0..<count).map { _ in
          let bits = UInt32(truncatingIfNeeded: numbers.bits())
          return Float(bitPattern: bits & 0x7F80_0000 == 0x7F80_0000 ? bits & 0x807F_FFFF : bits)
        }
      }
  }

  /// The extents, for people.
  var name: String { operands.name }

  /// Runs the kernel over copies at guard pages; returns the output's bits, its gaps checked.
  func run(_ kernels: KernelSet, withBias: Bool) -> (bits: [UInt32], isIntact: Bool) {
    let floats = GuardedFloats(weights)
    let coder = unsafe Float32Coder(of: matrix, at: UnsafeRawPointer(floats.start))
    let coded = GuardedFloats(count: coder.byteCount / 4)
    unsafe coder.write(to: UnsafeMutableRawPointer(coded.start))
    return unsafe operands.run(withBias: withBias) { product in
      var job = unsafe edge_gemm_c32(product: product, weights: UnsafePointer(coded.start(as: UInt8.self)))
      withExtendedLifetime((floats, coded)) { unsafe kernels.gemmC32(&job) }
    }
  }

  /// The contract: what the same kernels make of the floats themselves.
  func expected(_ kernels: KernelSet, withBias: Bool) -> [UInt32] {
    operands.multiply(by: weights, kernels, withBias: withBias).bits
  }
}

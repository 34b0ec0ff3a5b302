import CKernels

import EdgeRuntime

/// Rows to normalise, at guard pages; every set of kernels gives the reference's bits.
struct LayerNormCase: Sendable {
  // SAFETY: operands on guarded memory, of the very extents that the argument struct tells.

  private static let widths = Array(1...40) + [16, 32, 63, 64, 64, 65, 128, 128, 200, 255, 256, 256, 257]

  private let rows, channels, stride: Int
  private let input, gamma, beta: [Float]
  private let clips: Bool

  init(index: Int, _ numbers: inout SeededNumbers) {
    rows = 1 + index % 27
    channels = numbers.pick(LayerNormCase.widths)
    stride = channels + numbers.pick([0, 1, 2])
    input = numbers.floats((rows - 1) * stride + channels, scale: 2, offset: Float(index % 5) - 2)
    gamma = numbers.floats(channels)
    beta = numbers.floats(channels)
    clips = index % 2 == 0
  }

  /// The extents, for people.
  var name: String { "\(rows) rows of \(channels) in \(stride)\(clips ? ", ReLU" : "")" }

  /// Runs the kernel over copies at guard pages; returns the output's bits, its gaps checked.
  func run(_ kernels: KernelSet) -> (bits: [UInt32], isIntact: Bool) {
    let (input, gamma, beta) = (GuardedFloats(self.input), GuardedFloats(self.gamma), GuardedFloats(self.beta))
    let output = GuardedFloats(count: self.input.count)
    var norm = unsafe edge_layer_norm_f32()
    unsafe norm.input = UnsafePointer(input.start)
    unsafe norm.output = output.start
    unsafe (norm.input_row_stride, norm.output_row_stride) = (stride, stride)
    unsafe (norm.gamma, norm.beta) = (UnsafePointer(gamma.start), UnsafePointer(beta.start))
    unsafe (norm.rows, norm.channels, norm.epsilon, norm.relu) = (Int32(rows), Int32(channels), 1e-5, clips ? 1 : 0)
    return withExtendedLifetime((input, gamma, beta)) {
      unsafe kernels.layerNorm(&norm)
      return (output.bits, output.isIntact(outside: channels, rowStride: stride))
    }
  }
}

import CKernels

import EdgeRuntime

/// Groups to normalise, with FiLM and residual or without, at guard pages.
///
/// Kernels add in an order of their own, so they are held against the reference with a tolerance.
struct GroupNormCase: Sendable {
  // SAFETY: operands on guarded memory, of the very extents that the argument struct tells.

  private static let widths = Array(1...20) + [8, 8, 16, 16, 31, 32, 33, 40, 64, 100, 128, 255, 256, 257]
  /// Of max(1, largest): both are within ten roundings of the exact value.
  private static let tolerance: Float = 5e-6

  private let rows, groups, channels, stride: Int
  private let values, gamma, beta, scale, scaleBias, shift, shiftBias, residual: [Float]
  private let hasFiLM, hasResidual: Bool
  private let activation: Int32

  init(index: Int, _ numbers: inout SeededNumbers) {
    rows = 1 + index % 18
    groups = 1 + index % 11
    channels = numbers.pick(GroupNormCase.widths)
    let width = groups * channels
    stride = width + numbers.pick([0, 1, 2])
    values = numbers.floats((rows - 1) * stride + width, scale: 2, offset: Float(index % 7) - 3)
    gamma = numbers.floats(width, scale: 0.5, offset: 1)
    beta = numbers.floats(width)
    scale = numbers.floats(width)
    scaleBias = numbers.floats(width)
    shift = numbers.floats(width)
    shiftBias = numbers.floats(width)
    residual = numbers.floats((rows - 1) * (width + 1) + width)
    (hasFiLM, hasResidual) = (index % 2 == 0, index % 5 < 3)
    activation = Int32(numbers.pick([EDGE_NORM_MISH, EDGE_NORM_MISH, EDGE_NORM_PLAIN, EDGE_NORM_RELU].map { Int($0) }))
  }

  /// The extents, for people.
  var name: String {
    "\(rows) rows, \(groups) groups of \(channels), FiLM \(hasFiLM), residual \(hasResidual), activation \(activation)"
  }

  /// Whether `kernels` give what the reference does, and leave the gaps between rows alone.
  func agrees(_ kernels: KernelSet) -> Bool {
    let (result, expected) = (run(kernels), run(.generic))
    let width = groups * channels
    for place in result.indices {
      if place % stride >= width {
        guard result[place] == values[place] else { return false }
      } else {
        let bound = GroupNormCase.tolerance * max(1, expected[place].magnitude)
        guard (result[place] - expected[place]).magnitude <= bound else { return false }
      }
    }
    return true
  }

  private func run(_ kernels: KernelSet) -> [Float] {
    let operands = [gamma, beta, scale, scaleBias, shift, shiftBias, residual].map { GuardedFloats($0) }
    func start(_ index: Int) -> UnsafePointer<Float> { unsafe UnsafePointer(operands[index].start) }
    let values = GuardedFloats(self.values)
    var norm = unsafe edge_group_norm_f32()
    unsafe norm.values = values.start
    unsafe norm.row_stride = stride
    unsafe (norm.gamma, norm.beta) = (start(0), start(1))
    if hasFiLM {
      unsafe (norm.scale, norm.scale_bias, norm.shift, norm.shift_bias) = (
        start(2), start(3), start(4), start(5)
      )
    }
    if hasResidual { unsafe norm.residual = start(6) }
    unsafe norm.residual_row_stride = groups * channels + 1
    unsafe (norm.rows, norm.groups, norm.channels) = (Int32(rows), Int32(groups), Int32(channels))
    unsafe (norm.epsilon, norm.activation) = (1e-5, activation)
    return withExtendedLifetime(operands) {
      unsafe kernels.groupNorm(&norm)
      return values.values
    }
  }
}

import EdgeRuntime

/// Mish of floats evenly spread over all there are.
///
/// Kernels compute it in float, the reference in double: they may be two floats apart, which 2 ulp of the exact value
/// allow.
struct MishSweep {
  // SAFETY: an array's own floats, as many as its count.

  /// Floats apart that are allowed.
  static let tolerance = 2
  private static let batch = 1024

  let kernels: KernelSet
  /// Between the bit patterns of neighbouring inputs.
  private let stride: Int

  /// Takes about 1024 · `cases` floats; all of them from 4194304 cases on.
  init(_ kernels: KernelSet, cases: Int) {
    self.kernels = kernels
    stride = max(1, (1 << 32) / MishSweep.batch / cases)
  }

  /// The first input of which `kernels` give something else than the reference, or nil.
  func mismatch() -> Float? {
    var inputs = [Float](repeating: 0, count: MishSweep.batch)
    var next = 0
    while next < 1 << 32 {
      for index in inputs.indices {
        // Of the last batch's inputs, those beyond the last float are it again.
        inputs[index] = Float(bitPattern: UInt32(min(next, (1 << 32) - 1)))
        next += stride
      }
      let (values, expected) = (outputs(of: inputs, kernels), outputs(of: inputs, .generic))
      for index in inputs.indices where !MishSweep.agree(values[index], expected[index]) { return inputs[index] }
    }
    return nil
  }

  private func outputs(of inputs: [Float], _ kernels: KernelSet) -> [Float] {
    var outputs = inputs
    unsafe outputs.withUnsafeMutableBufferPointer {
      guard let start = $0.baseAddress else { return }
      unsafe kernels.mish(UnsafePointer(start), start, $0.count)
    }
    return outputs
  }

  private static func agree(_ value: Float, _ expected: Float) -> Bool {
    if expected.isNaN || value.isNaN { return expected.isNaN && value.isNaN }
    guard value.sign == expected.sign else { return false }
    return abs(Int(value.bitPattern) - Int(expected.bitPattern)) <= tolerance
  }
}

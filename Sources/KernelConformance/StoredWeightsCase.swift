import EdgeRuntime

/// A product of floats whose weights are stored as something else, which stands for floats exactly.
protocol StoredWeightsCase {
  /// The extents, for people.
  var name: String { get }
  /// Runs the kernel over copies at guard pages; returns the output's bits, its gaps checked.
  func run(_ kernels: KernelSet, withBias: Bool) -> (bits: [UInt32], isIntact: Bool)
  /// The contract: what the same kernels make of the floats that the weights stand for.
  func expected(_ kernels: KernelSet, withBias: Bool) -> [UInt32]
}

extension StoredWeightsCase {
  /// The case's name, if `kernels` compute it otherwise than its contract.
  func mismatch(_ kernels: KernelSet, withBias: Bool) -> String? {
    let (bits, isIntact) = run(kernels, withBias: withBias)
    return isIntact && bits == expected(kernels, withBias: withBias) ? nil : name
  }
}

/// Seeded random weights for a described network.
enum SyntheticWeights {
  /// Weights uniform as PyTorch initialises them, ±1/√fan-in; norms at one and zero; normalisers that change nothing.
  ///
  /// - Parameter seed: The same seed gives the same bits on every machine.
  static func parameters(of description: PolicyDescription, seed: UInt64) -> PolicyParameters {
    var tensors: [String: Tensor] = [:]
    var random = SeededUniform(seed: seed)
    var bound: Float = 1
    for entry in PolicyTensors(of: description).expected {
      let count = entry.shape.reduce(1, *)
      let isNorm = entry.shape.count == 1 && entry.name.hasSuffix(".weight")
      if entry.name.hasSuffix(".weight") && !isNorm {
        bound = 1 / Float(entry.shape.dropFirst().reduce(1, *)).squareRoot()
      }
      let values =
        isNorm || entry.name.hasSuffix(".temperature")
        ? [Float](repeating: 1, count: count) : random.values(count: count, bound: bound)
      tensors[entry.name] = Tensor(shape: entry.shape, values: values)
    }
    let unchanged = FieldNormalizer(scale: [1], offset: [0])
    var normalizers: [String: FieldNormalizer] = [:]
    for field in PolicyTensors.fields(of: description) {
      normalizers[field.name] = unchanged.widened(to: field.widths[0])
    }
    return PolicyParameters(tensors: tensors, normalizers: normalizers)
  }
}

import EdgeRuntime

extension KernelSet {
  /// The sets whose products with coded weights have the bits of their products with floats.
  package static var multiplyingByCodes: [KernelSet] {
    available.filter { $0.codedRows > 0 || $0.name == generic.name }
  }
}

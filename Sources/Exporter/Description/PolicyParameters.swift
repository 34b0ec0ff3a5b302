/// What training left of a policy: the network's tensors, and how its inputs and outputs are scaled.
public struct PolicyParameters: Sendable {
  /// The network's tensors by their names in the state dict, all that its description asks for.
  public var tensors: [String: Tensor]
  /// The normalisers by the names of their fields, such as "action".
  public var normalizers: [String: FieldNormalizer]

  /// Takes what was read; shapes were checked.
  public init(tensors: [String: Tensor], normalizers: [String: FieldNormalizer]) {
    self.tensors = tensors
    self.normalizers = normalizers
  }

  /// The tensor that the state dict calls `name`.
  func tensor(_ name: String) -> Tensor {
    guard let tensor = tensors[name] else { preconditionFailure("the state dict was checked, yet lacks \(name)") }
    return tensor
  }

  /// How a field is scaled.
  func normalizer(_ field: String) -> FieldNormalizer {
    guard let normalizer = normalizers[field] else {
      preconditionFailure("the state dict was checked, yet has no normaliser of \(field)")
    }
    return normalizer
  }
}

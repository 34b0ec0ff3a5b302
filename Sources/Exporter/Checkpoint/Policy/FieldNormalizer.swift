/// How one field of a policy's input or output is scaled: `y = x · scale + offset`.
public struct FieldNormalizer: Equatable, Sendable {
  /// A factor for each column, or one for all.
  public let scale: [Float]
  /// A summand for each column, or one for all.
  public let offset: [Float]
}

extension Checkpoint {
  /// Reads the normaliser of a field such as "action" or "agent_pos".
  ///
  /// Every scale must be a normal positive number, since actions are divided by it.
  public func normalizer(of field: String, in stateDict: String) throws(CheckpointError) -> FieldNormalizer {
    let prefix = "normalizer.params_dict.\(field)."
    let scale = try tensor(prefix + "scale", in: stateDict)
    let offset = try tensor(prefix + "offset", in: stateDict)
    guard scale.shape == offset.shape, scale.shape.count <= 1 else {
      throw .policy(.shapeDiffers(name: prefix + "offset", expected: scale.shape, found: offset.shape))
    }
    for (index, value) in scale.values.enumerated() where !(value.isNormal && value > 0) {
      throw .policy(.badScale(name: prefix + "scale", index: index, value: value))
    }
    return FieldNormalizer(scale: scale.values, offset: offset.values)
  }
}

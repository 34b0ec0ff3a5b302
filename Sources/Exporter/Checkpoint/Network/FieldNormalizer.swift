/// How one field of a policy's input or output is scaled: `y = x · scale + offset`.
public struct FieldNormalizer: Equatable, Sendable {
  /// A factor for each column, or one for all.
  public let scale: [Float]
  /// A summand for each column, or one for all.
  public let offset: [Float]
  /// The least and the greatest values of training, where the trainer kept them.
  private let least, greatest: [Float]

  /// Makes a normaliser, with the least and the greatest values of training where they are known.
  public init(scale: [Float], offset: [Float], least: [Float] = [], greatest: [Float] = []) {
    self.scale = scale
    self.offset = offset
    self.least = least
    self.greatest = greatest
  }

  /// One number for each of the first `columns` columns.
  func widened(to columns: Int) -> FieldNormalizer {
    func widened(_ values: [Float]) -> [Float] {
      values.count == 1 ? [Float](repeating: values[0], count: columns) : Array(values.prefix(columns))
    }
    return FieldNormalizer(scale: widened(scale), offset: widened(offset), least: least, greatest: greatest)
  }

  /// What the columns were in training, where that is known; else empty.
  ///
  /// One number for all columns is a place holder of a normaliser that changes nothing.
  func ranges(columns: Int) -> [ClosedRange<Float>] {
    guard least.count == greatest.count, least.count >= columns, least.count > 1 || columns == 1,
      zip(least, greatest).allSatisfy({ $0 <= $1 })
    else { return [] }
    return (0..<columns).map { least[$0]...greatest[$0] }
  }
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
    // Statistics that cannot be read are none: no action depends on them.
    let least = try? tensor(prefix + "input_stats.min", in: stateDict)
    let greatest = try? tensor(prefix + "input_stats.max", in: stateDict)
    func column(_ tensor: Tensor?) -> [Float] { tensor?.shape.count == 1 ? tensor?.values ?? [] : [] }
    return FieldNormalizer(
      scale: scale.values, offset: offset.values, least: column(least), greatest: column(greatest))
  }
}

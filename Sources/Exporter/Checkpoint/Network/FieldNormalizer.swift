/// How one field of a policy's input or output is scaled: `y = (x − origin) · scale + offset`.
public struct FieldNormalizer: Equatable, Sendable {
  /// A factor for each column, or one for all.
  public let scale: [Float]
  /// A summand for each column, or one for all.
  public let offset: [Float]
  /// What is subtracted first, for each column; empty for nothing.
  ///
  /// Where columns are far from zero for their spread, this keeps what one sum would round away.
  public let origin: [Float]
  /// The least and the greatest values of training, where the trainer kept them.
  private let least, greatest: [Float]

  /// Makes a normaliser, with the least and the greatest values of training where they are known.
  public init(
    scale: [Float], offset: [Float], origin: [Float] = [], least: [Float] = [], greatest: [Float] = []
  ) {
    self.scale = scale
    self.offset = offset
    self.origin = origin
    self.least = least
    self.greatest = greatest
  }

  /// One number for each of the first `columns` columns.
  func widened(to columns: Int) -> FieldNormalizer {
    func widened(_ values: [Float]) -> [Float] {
      values.count == 1 ? [Float](repeating: values[0], count: columns) : Array(values.prefix(columns))
    }
    return FieldNormalizer(
      scale: widened(scale), offset: widened(offset), origin: origin.isEmpty ? [] : widened(origin), least: least,
      greatest: greatest)
  }

  /// A factor for each column and what is added.
  struct Step: Equatable {
    var scale: [Float]
    var offset: [Float]
  }

  /// The steps y = x · scale + offset that normalise, one or two.
  ///
  /// The first takes the origin away, which is exact where the two are near; times a power of two where the scale is
  /// more than a file holds in one number.
  var steps: [Step] {
    guard !origin.isEmpty else { return [Step(scale: scale, offset: offset)] }
    let lifts = scale.map { $0 > 1e5 ? Float(1024) : 1 }
    return [
      Step(scale: lifts, offset: zip(origin, lifts).map { 0 - $0 * $1 }),
      Step(scale: zip(scale, lifts).map { $0 / $1 }, offset: offset),
    ]
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

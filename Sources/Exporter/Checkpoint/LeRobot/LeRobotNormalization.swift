import EdgeRuntime

/// How LeRobot scales each feature: by mode and statistics, which processors hold since 0.4, and the weights before.
struct LeRobotNormalization {
  /// A mode, by LeRobot's name.
  enum Mode: String, CaseIterable, Sendable {
    case identity = "IDENTITY"
    case meanStd = "MEAN_STD"
    case minMax = "MIN_MAX"
    case quantiles = "QUANTILES"
    case quantile10 = "QUANTILE10"

    /// The two statistics that it reads, the lower or the mean first.
    var statistics: [String] {
      switch self {
      case .identity: []
      case .meanStd: ["mean", "std"]
      case .minMax: ["min", "max"]
      case .quantiles: ["q01", "q99"]
      case .quantile10: ["q10", "q90"]
      }
    }
  }

  /// The two processors of a folder.
  struct Processors: Equatable, Sendable {
    var before, after: LeRobotProcessor
  }

  /// What to do with a feature.
  struct Feature {
    let name: String
    let type: String
    let columns: Int
    /// Whether it is what the policy gives.
    var isAction: Bool { type == "ACTION" }
  }

  let processors: Processors?
  /// The modes of `config.json`, by type.
  let modes: [String: Mode]

  /// Reads modes by the type of feature.
  static func modes(
    _ entries: [ConfigurationNode.Entry], at path: String
  ) throws(CheckpointError) -> [String: Mode] {
    var modes: [String: Mode] = [:]
    for entry in entries {
      guard case .string(let name) = entry.value, let mode = Mode(rawValue: name) else {
        throw .policy(
          .unsupported(
            path: "\(path).\(entry.key)", value: entry.value.text,
            expected: Mode.allCases.map(\.rawValue).joined(separator: ", ")))
      }
      modes[entry.key] = mode
    }
    return modes
  }

  /// How a feature is scaled; `stored` gives a statistic that the weights hold.
  func normalizer(
    of feature: Feature, stored: (_ tensor: String) throws(CheckpointError) -> [Double]
  ) throws(CheckpointError) -> FieldNormalizer {
    let processor = feature.isAction ? processors?.after : processors?.before
    let mode = modes[feature.type] ?? .identity
    if let processor, (processor.modes[feature.type] ?? .identity) != mode {
      throw .policy(
        .unsupported(
          path: "norm_map of \(feature.type)", value: (processor.modes[feature.type] ?? .identity).rawValue,
          expected: "\(mode.rawValue), which config.json says"))
    }
    let isKnown = processor.map { $0.statistics.keys.contains { $0.hasPrefix(feature.name + ".") } } ?? true
    guard mode != .identity, isKnown else { return FieldNormalizer(scale: [1], offset: [0]) }
    var found: [[Double]] = []
    for kind in mode.statistics {
      let values: [Double]
      if let processor {
        guard let statistic = processor.statistics["\(feature.name).\(kind)"] else {
          throw .policy(.missingTensors(["\(feature.name).\(kind)"]))
        }
        values = statistic
      } else {
        values = try stored(Self.bufferName(of: feature, kind))
      }
      guard values.count == feature.columns, values.allSatisfy(\.isFinite) else {
        throw .policy(
          .shapeDiffers(name: "\(feature.name).\(kind)", expected: [feature.columns], found: [values.count]))
      }
      found.append(values)
    }
    return Self.normalizer(mode, found[0], found[1], feature, epsilon: processor?.epsilon, of: processor)
  }

  /// Before 0.4 statistics are tensors beside the weights.
  private static func bufferName(of feature: Feature, _ kind: String) -> String {
    let module = feature.isAction ? "unnormalize_outputs" : "normalize_inputs"
    let name = String(feature.name.map { $0 == "." ? "_" : $0 })
    return "\(module).buffer_\(name).\(kind)"
  }

  private static func normalizer(
    _ mode: Mode, _ first: [Double], _ second: [Double], _ feature: Feature, epsilon: Double?,
    of processor: LeRobotProcessor?
  ) -> FieldNormalizer {
    let least = epsilon ?? 1e-8
    let scale: [Double]
    if mode == .meanStd {
      // What is divided by zero gives the mean whatever the policy says.
      scale = second.map { feature.isAction ? 1 / max($0, 1e-8) : 1 / ($0 + least) }
    } else {
      scale = zip(first, second).map { low, high in
        let range = high - low
        // Before 0.4 the range of an input grows by it, since then it stands for a range of zero.
        if processor == nil, !feature.isAction { return 2 / (range + least) }
        return 2 / (range == 0 ? least : range)
      }
    }
    let offset = [Float](repeating: mode == .meanStd ? 0 : -1, count: scale.count)
    let ends = mode == .minMax ? (first.map { Float($0) }, second.map { Float($0) }) : ([], [])
    return FieldNormalizer(
      scale: scale.map { Float($0) }, offset: offset, origin: first.map { Float($0) }, least: ends.0, greatest: ends.1)
  }
}

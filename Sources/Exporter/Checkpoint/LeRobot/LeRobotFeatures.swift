/// What a LeRobot policy sees and gives, in the order of its configuration.
struct LeRobotFeatures {
  /// One observation, or the action.
  struct Feature: Equatable {
    let name: String
    /// VISUAL, STATE, ENV or ACTION.
    let type: String
    let shape: [Int]
  }

  let inputs: [Feature]
  let outputs: [Feature]
  /// How each type is normalised.
  let modes: [String: LeRobotNormalization.Mode]

  static let stateName = "observation.state"
  static let environmentName = "observation.environment_state"

  /// Reads them from the configuration of a folder, where names have dots and so are no paths.
  init(_ root: ConfigurationNode?) throws(CheckpointError) {
    let policy = root?.child("policy")
    inputs = try Self.features(policy?.child("input_features"), at: "input_features")
    outputs = try Self.features(policy?.child("output_features"), at: "output_features")
    guard case .dictionary(let entries)? = policy?.child("normalization_mapping") else {
      throw .policy(
        .unsupported(path: "normalization_mapping", value: "nothing", expected: "a mode for each type of feature"))
    }
    modes = try LeRobotNormalization.modes(entries, at: "normalization_mapping")
  }

  private static func features(_ node: ConfigurationNode?, at path: String) throws(CheckpointError) -> [Feature] {
    guard case .dictionary(let entries)? = node else {
      throw .policy(.unsupported(path: path, value: "nothing", expected: "features by name"))
    }
    var features: [Feature] = []
    for entry in entries {
      guard case .string(let type)? = entry.value.child("type"), case .list(let extents)? = entry.value.child("shape")
      else {
        throw .policy(
          .unsupported(path: "\(path).\(entry.key)", value: entry.value.text, expected: "a type and a shape"))
      }
      var shape: [Int] = []
      for extent in extents {
        guard case .integer(let value) = extent, (1...CheckpointLimits.policyExtent).contains(value) else {
          throw .policy(
            .unsupported(
              path: "\(path).\(entry.key).shape", value: extent.text,
              expected: "numbers from 1 to \(CheckpointLimits.policyExtent)"))
        }
        shape.append(value)
      }
      let rank = type == "VISUAL" ? 3 : 1
      guard shape.count == rank else {
        throw .policy(
          .unsupported(
            path: "\(path).\(entry.key).shape", value: shape.map(String.init).joined(separator: ", "),
            expected: rank == 3 ? "channels, height and width" : "one number of columns"))
      }
      features.append(Feature(name: entry.key, type: type, shape: shape))
    }
    return features
  }
}

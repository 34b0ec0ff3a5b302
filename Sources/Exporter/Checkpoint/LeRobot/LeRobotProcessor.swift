import EdgeRuntime

/// What one of LeRobot's two processors does to what a policy sees or gives: the statistics that normalise it.
struct LeRobotProcessor: Equatable, Sendable {
  /// Which of the two.
  enum Side {
    case before
    case after

    var fileName: String { self == .before ? "policy_preprocessor.json" : "policy_postprocessor.json" }

    fileprivate var step: String { self == .before ? "normalizer_processor" : "unnormalizer_processor" }
  }

  /// How each type of feature is normalised.
  var modes: [String: LeRobotNormalization.Mode] = [:]
  /// What stands for a range or is added to a deviation of zero.
  var epsilon = 1e-8
  /// The file of the statistics, as the step names it.
  var stateFile: String?
  /// Its numbers, by feature and kind: `observation.state.mean`.
  var statistics: [String: [Double]] = [:]

  /// Steps that change no number: moving, naming, making a batch of one.
  private static let harmless = ["rename_observations_processor", "to_batch_processor", "device_processor"]

  /// Takes the normalising step of a processor's JSON; refuses steps that could change an action otherwise.
  init(_ root: ConfigurationNode, _ side: Side) throws(CheckpointError) {
    guard case .list(let steps)? = root.child("steps") else {
      throw .part(side.fileName, "has no list of steps")
    }
    var isFound = false
    for (index, step) in steps.enumerated() {
      guard case .string(let name)? = step.child("registry_name") else {
        throw .part(side.fileName, "step \(index) has no registry_name")
      }
      if Self.harmless.contains(name) {
        try Self.checkPrecision(step, at: "\(side.fileName) steps.\(index)")
        continue
      }
      guard name == side.step, !isFound else {
        throw .policy(
          .unsupported(
            path: "\(side.fileName) steps.\(index).registry_name", value: name,
            expected: "one \(side.step), or a step that changes no number"))
      }
      isFound = true
      try read(step, side)
    }
  }

  /// A step that moves numbers to a device may round them too.
  private static func checkPrecision(_ step: ConfigurationNode, at path: String) throws(CheckpointError) {
    switch step.child("config")?.child("float_dtype") {
    case nil, .null, .string("float32"): return
    case .some(let type):
      throw .policy(
        .unsupported(path: "\(path).config.float_dtype", value: type.text, expected: "float32, or null"))
    }
  }

  private mutating func read(_ step: ConfigurationNode, _ side: Side) throws(CheckpointError) {
    if case .string(let name)? = step.child("state_file") { stateFile = name }
    let configuration = step.child("config")
    if case .dictionary(let entries)? = configuration?.child("norm_map") {
      modes = try LeRobotNormalization.modes(entries, at: "\(side.fileName) norm_map")
    }
    switch configuration?.child("eps") {
    case .real(let value): epsilon = value
    case .integer(let value): epsilon = Double(value)
    default: break
    }
    guard epsilon >= 0, epsilon < 1 else {
      throw .policy(.unsupported(path: "\(side.fileName) eps", value: "\(epsilon)", expected: "a number from 0 to 1"))
    }
  }

  /// Whether a tensor of the state file is one that a mode reads.
  static func isStatistic(_ entry: SafetensorsEntry) -> Bool {
    guard let kind = entry.name.split(separator: ".").last else { return false }
    return LeRobotNormalization.Mode.allCases.flatMap(\.statistics).contains(String(kind))
      && entry.type.convertsToFloat && entry.elementCount <= CheckpointLimits.policyExtent
  }
}

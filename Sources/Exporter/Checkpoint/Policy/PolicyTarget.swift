import EdgeRuntime

/// The class a trainer's configuration names, and the families it can hold.
///
/// Students of SDM and ManiCM use their teacher's class, so it narrows the family down without telling it.
enum PolicyTarget {
  /// Refuses a family whose policies are of another class than `policy._target_` names.
  static func check(_ configuration: ConfigurationNode?, family: Family) throws(CheckpointError) {
    guard case .string(let target)? = try configuration?.value(at: "policy._target_"),
      let families = families(of: target), !families.contains(family)
    else { return }
    throw .policy(.otherFamily(target: target, families: families))
  }

  /// The families of a class; nil for one that is not known.
  static func families(of target: String) -> [Family]? {
    switch target.split(separator: ".").last {
    case "FlowPolicy": [.flowPolicy]
    case "SimpleDP3": [.simpleDP3]
    case "DP3": [.sdm, .manicm, .dp3]
    default: nil
    }
  }
}

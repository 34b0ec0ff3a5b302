import CPlatform

extension KernelSet {
  // SAFETY: the environment's value ends with 0 and is copied at once.

  /// The sets this processor can run, the fastest first; "generic" is always the last.
  public static var available: [KernelSet] { KernelLadder.sets(features: edge_cpu_features()) }

  /// The fastest set this processor can run.
  public static var best: KernelSet { available.first ?? generic }

  /// Every name there is, on whatever processor, the fastest of an architecture first.
  public static var names: [String] {
    var names: [String] = []
    for rung in KernelLadder.rungs.reversed() { names.append(rung.name) }
    return names + [KernelLadder.genericName]
  }

  /// The set called `name`.
  public static func named(_ name: String) throws(KernelSetError) -> KernelSet {
    for set in available where set.name == name { return set }
    throw names.contains(name) ? .unavailable(name) : .unknown(name)
  }

  /// The set the environment variable `EDGE_KERNELS` names, or the best one where it is unset or empty.
  public static func chosen() throws(KernelSetError) -> KernelSet {
    guard let value = unsafe edge_environment("EDGE_KERNELS"), unsafe value.pointee != 0 else { return best }
    return try unsafe named(String(cString: value))
  }
}

/// Cores that share a clock, in kHz, and who chooses it.
struct ClockDomain {
  /// Like `0-3`.
  let processors: String
  let current: Int?
  /// What the governor may choose between.
  let lowest: Int?
  let highest: Int?
  /// The most that the hardware has.
  let hardwareHighest: Int?
  let governor: String?

  /// Whether the clock falls while the cores idle.
  var varies: Bool {
    guard let governor, governor != "performance" else { return false }
    // What jetson_clocks does: the governor stays, and has nothing to choose.
    if let lowest, let highest, lowest == highest { return false }
    return true
  }

  /// The domains of the cores that are online.
  @_optimize(size)
  static func all(_ tree: SystemTree) -> [ClockDomain] {
    var domains: [ClockDomain] = []
    var known: [Int] = []
    for name in tree.names(in: "/sys/devices/system/cpu", prefix: "cpu") {
      let folder = "/sys/devices/system/cpu/\(name)/cpufreq/"
      guard let number = Int(String(Substring(name.utf8.dropFirst(3)))), !known.contains(number),
        let highest = tree.number(folder + "scaling_max_freq")
      else { continue }
      let related = tree.line(folder + "related_cpus").map { SystemTree.words(of: $0).compactMap { Int($0) } }
      let members = related ?? [number]
      known += members
      domains.append(
        ClockDomain(
          processors: ProcessorSet(members).text, current: tree.number(folder + "scaling_cur_freq"),
          lowest: tree.number(folder + "scaling_min_freq"), highest: highest,
          hardwareHighest: tree.number(folder + "cpuinfo_max_freq"), governor: tree.line(folder + "scaling_governor")))
    }
    return domains
  }
}

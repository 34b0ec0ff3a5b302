/// What the processor is called.
enum Processor {
  /// The model on x86; the board and its cores on ARM; "unknown" where the system does not tell.
  static var name: String {
    let text = SystemText.read("/proc/cpuinfo") ?? ""
    if let model = SystemText.values(of: "model name", in: text).first { return model }
    let cores = coreNames(in: text)
    guard let board = SystemText.read("/proc/device-tree/model"), !board.utf8.isEmpty else {
      return cores.utf8.isEmpty ? "unknown" : cores
    }
    return cores.utf8.isEmpty ? board : "\(board) (\(cores))"
  }

  /// The kinds of core, each once: `Cortex-A55 + Cortex-A76`.
  static func coreNames(in cpuinfo: String) -> String {
    let implementers = SystemText.values(of: "CPU implementer", in: cpuinfo)
    let parts = SystemText.values(of: "CPU part", in: cpuinfo)
    var names: [String] = []
    for (implementer, part) in zip(implementers, parts) {
      let name = coreName(implementer: implementer, part: part)
      if !names.contains(name) { names.append(name) }
    }
    return names.joined(separator: " + ")
  }

  private static func coreName(implementer: String, part: String) -> String {
    if implementer == "0x41" {
      for core in armCores where core.part == part { return core.name }
    }
    if implementer == "0x4e", part == "0x004" { return "NVIDIA Carmel" }
    return "implementer \(implementer) part \(part)"
  }

  /// From the main ID registers in Arm's technical reference manuals.
  private static var armCores: [(part: String, name: String)] {
    [
      ("0xd03", "Cortex-A53"), ("0xd04", "Cortex-A35"), ("0xd05", "Cortex-A55"), ("0xd07", "Cortex-A57"),
      ("0xd08", "Cortex-A72"), ("0xd09", "Cortex-A73"), ("0xd0a", "Cortex-A75"), ("0xd0b", "Cortex-A76"),
      ("0xd0c", "Neoverse-N1"), ("0xd0d", "Cortex-A77"), ("0xd0e", "Cortex-A76AE"), ("0xd40", "Neoverse-V1"),
      ("0xd41", "Cortex-A78"), ("0xd42", "Cortex-A78AE"), ("0xd44", "Cortex-X1"), ("0xd46", "Cortex-A510"),
      ("0xd47", "Cortex-A710"), ("0xd48", "Cortex-X2"), ("0xd49", "Neoverse-N2"), ("0xd4b", "Cortex-A78C"),
      ("0xd4d", "Cortex-A715"), ("0xd4e", "Cortex-X3"), ("0xd4f", "Neoverse-V2"), ("0xd80", "Cortex-A520"),
      ("0xd81", "Cortex-A720"), ("0xd82", "Cortex-X4"),
    ]
  }
}

/// What a system's processor is and can do, as `/proc/cpuinfo` lists it.
struct Processor {
  /// Cores of one kind.
  struct Kind: Equatable {
    let name: String
    var count: Int
  }

  /// The kinds of core that are online, in the order of their first.
  let kinds: [Kind]
  /// The instruction sets that matter to a policy, as the system names them.
  let instructionSets: [String]

  init(_ tree: SystemTree) {
    let text = tree.read("/proc/cpuinfo") ?? ""
    kinds = Self.kinds(in: text)
    let features =
      SystemTree.values(of: "Features", in: text).first ?? SystemTree.values(of: "flags", in: text).first ?? ""
    let words = SystemTree.words(of: features)
    instructionSets = Self.knownSets.filter { words.contains($0) }
  }

  /// What a report calls this system's processor: the model on x86; the board and its cores on ARM.
  static var name: String {
    let kinds = Processor(.own).kinds
    let cores = kinds.map { $0.name }.joined(separator: " + ")
    guard let board = SystemTree.own.line("/proc/device-tree/model") else {
      return kinds.isEmpty ? "unknown" : cores
    }
    return kinds.isEmpty ? board : "\(board) (\(cores))"
  }

  private static func kinds(in cpuinfo: String) -> [Kind] {
    var names = SystemTree.values(of: "model name", in: cpuinfo)
    // Some kernels for ARM also give a model name, which names no core.
    let parts = SystemTree.values(of: "CPU part", in: cpuinfo)
    if !parts.isEmpty {
      names = []
      for (implementer, part) in zip(SystemTree.values(of: "CPU implementer", in: cpuinfo), parts) {
        names.append(coreName(implementer: implementer, part: part))
      }
    }
    var kinds: [Kind] = []
    for name in names {
      if let index = kinds.firstIndex(where: { $0.name == name }) {
        kinds[index].count += 1
      } else {
        kinds.append(Kind(name: name, count: 1))
      }
    }
    return kinds
  }

  private static func coreName(implementer: String, part: String) -> String {
    for core in cores where core.implementer == implementer && core.part == part { return core.name }
    return "implementer \(implementer) part \(part)"
  }

  /// From the main ID registers in the makers' technical reference manuals.
  private static var cores: [(implementer: String, part: String, name: String)] {
    [
      ("0x41", "0xd03", "Cortex-A53"), ("0x41", "0xd04", "Cortex-A35"), ("0x41", "0xd05", "Cortex-A55"),
      ("0x41", "0xd07", "Cortex-A57"), ("0x41", "0xd08", "Cortex-A72"), ("0x41", "0xd09", "Cortex-A73"),
      ("0x41", "0xd0a", "Cortex-A75"), ("0x41", "0xd0b", "Cortex-A76"), ("0x41", "0xd0c", "Neoverse-N1"),
      ("0x41", "0xd0d", "Cortex-A77"), ("0x41", "0xd0e", "Cortex-A76AE"), ("0x41", "0xd40", "Neoverse-V1"),
      ("0x41", "0xd41", "Cortex-A78"), ("0x41", "0xd42", "Cortex-A78AE"), ("0x41", "0xd44", "Cortex-X1"),
      ("0x41", "0xd46", "Cortex-A510"), ("0x41", "0xd47", "Cortex-A710"), ("0x41", "0xd48", "Cortex-X2"),
      ("0x41", "0xd49", "Neoverse-N2"), ("0x41", "0xd4b", "Cortex-A78C"), ("0x41", "0xd4d", "Cortex-A715"),
      ("0x41", "0xd4e", "Cortex-X3"), ("0x41", "0xd4f", "Neoverse-V2"), ("0x41", "0xd80", "Cortex-A520"),
      ("0x41", "0xd81", "Cortex-A720"), ("0x41", "0xd82", "Cortex-X4"), ("0x41", "0xd83", "Neoverse-V3AE"),
      ("0x41", "0xd84", "Neoverse-V3"), ("0x4e", "0x003", "NVIDIA Denver 2"), ("0x4e", "0x004", "NVIDIA Carmel"),
    ]
  }

  /// Vectors, checksums and products of halves and bytes: of ARM, then of x86.
  private static var knownSets: [String] {
    [
      "asimd", "crc32", "asimdhp", "asimddp", "i8mm", "bf16", "sve", "sve2", "sse4_2", "avx2", "fma", "f16c", "avx512f",
      "avx512bw", "avx512vl", "avx512_vnni", "avx512_bf16", "avx_vnni", "amx_tile", "amx_int8", "amx_bf16",
    ]
  }
}

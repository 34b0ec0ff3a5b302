/// Which board and which system it is.
struct BoardIdentity {
  /// The board, or what the firmware calls the machine.
  let model: String?
  /// NVIDIA's Linux for Tegra, like 36.3.0.
  let tegraRelease: String?
  /// The version of the kernel, like 5.15.136-tegra.
  let kernel: String?
  /// Whether the kernel is PREEMPT_RT.
  let isRealTime: Bool?
  /// What runs the program away from the system, or "none".
  let container: String

  init(_ tree: SystemTree) {
    model = tree.line("/proc/device-tree/model") ?? tree.line("/sys/devices/virtual/dmi/id/product_name")
    tegraRelease = tree.line("/etc/nv_tegra_release").flatMap { Self.release($0) }
    let version = tree.line("/proc/version").map { SystemTree.words(of: $0) }
    kernel = version.flatMap { $0.count > 2 ? $0[2] : nil }
    isRealTime = version.map { words in
      tree.number("/sys/kernel/realtime") == 1 || words.contains("PREEMPT_RT")
        || zip(words, words.dropFirst()).contains { $0 == "PREEMPT" && $1 == "RT" }
    }
    container = Self.container(tree)
  }

  /// The first number of the release, which the kernel and JetPack follow.
  var tegraMajor: Int? {
    tegraRelease.flatMap { Int(String(Substring($0.utf8.prefix { $0 != UInt8(ascii: ".") }))) }
  }

  /// The JetPack that the release belongs to.
  var jetPack: Int? {
    switch tegraMajor {
    case 32: 4
    case 34, 35: 5
    case 36: 6
    case 38, 39: 7
    default: nil
    }
  }

  /// The number in a line like `# R36 (release), REVISION: 3.0, GCID: …`.
  private static func release(_ line: String) -> String? {
    let words = SystemTree.words(of: line)
    guard let revision = words.firstIndex(of: "REVISION:"), revision + 1 < words.count, words.count > 1,
      words[1].utf8.first == UInt8(ascii: "R")
    else { return nil }
    let minor = words[revision + 1].utf8.prefix { $0 != UInt8(ascii: ",") }
    return String(Substring(words[1].utf8.dropFirst())) + "." + String(Substring(minor))
  }

  private static func container(_ tree: SystemTree) -> String {
    if tree.exists("/.dockerenv") { return "docker" }
    if tree.exists("/run/.containerenv") { return "podman" }
    let groups = tree.read("/proc/1/cgroup") ?? ""
    for line in groups.utf8.split(separator: UInt8(ascii: "\n")) {
      for name in ["docker", "kubepods", "containerd", "lxc"] {
        let parts = line.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":") }
        if parts.contains(where: { $0.elementsEqual(name.utf8) }) { return name }
      }
    }
    return "none"
  }
}

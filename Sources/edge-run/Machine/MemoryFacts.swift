/// A system's memory, in bytes.
struct MemoryFacts {
  let total: Int?
  let available: Int?
  let swap: Int?
  /// When the system gives 2 MB pages: always, madvise or never.
  let hugePages: String?
  /// The memory's clock in Hz, which takes root to read on most boards.
  let clock: Int?

  init(_ tree: SystemTree) {
    let text = tree.read("/proc/meminfo") ?? ""
    func bytes(_ key: String) -> Int? {
      let words = SystemTree.values(of: key, in: text).first.map { SystemTree.words(of: $0) }
      return words?.first.flatMap { Int($0) }.map { $0 << 10 }
    }
    total = bytes("MemTotal")
    available = bytes("MemAvailable")
    swap = bytes("SwapTotal")
    hugePages = tree.line("/sys/kernel/mm/transparent_hugepage/enabled").flatMap { Self.chosen($0) }
    clock = tree.number("/sys/kernel/debug/bpmp/debug/clk/emc/rate")
  }

  /// The word in brackets.
  private static func chosen(_ line: String) -> String? {
    for word in SystemTree.words(of: line) where word.utf8.first == UInt8(ascii: "[") {
      return String(Substring(word.utf8.dropFirst().dropLast()))
    }
    return nil
  }
}

/// A power mode of a Jetson (`nvpmodel`), and what it leaves of the cores.
struct PowerMode: Equatable {
  let number: Int
  let name: String
  private(set) var coreCount: Int?
  /// The highest clock of the fastest core, in kHz; nil where the mode sets none.
  private(set) var highestClock: Int?

  /// The modes of this board, from the tool's configuration.
  static func all(_ tree: SystemTree) -> [PowerMode] {
    var modes: [PowerMode] = []
    var isInside = false
    for line in (tree.read("/etc/nvpmodel.conf") ?? "").utf8.split(separator: UInt8(ascii: "\n")) {
      let words = SystemTree.words(of: String(Substring(line)))
      if words.first == "<" {
        isInside = words.count > 3 && words[1] == "POWER_MODEL"
        guard isInside, let number = value("ID=", words[2]).flatMap({ Int($0) }), let name = value("NAME=", words[3])
        else { continue }
        modes.append(PowerMode(number: number, name: name, coreCount: nil, highestClock: nil))
      } else if isInside, words.count == 3, !modes.isEmpty {
        modes[modes.count - 1].take(words)
      }
    }
    return modes
  }

  /// Takes a line like `CPU_ONLINE CORE_3 1` or `CPU_A78_0 MAX_FREQ 1510400`; a clock of -1 is none.
  private mutating func take(_ words: [String]) {
    if words[0] == "CPU_ONLINE" { coreCount = (coreCount ?? 0) + (words[2] == "1" ? 1 : 0) }
    if words[0].utf8.starts(with: "CPU_".utf8), words[1] == "MAX_FREQ", let clock = Int(words[2]), clock > 0 {
      highestClock = max(highestClock ?? 0, clock)
    }
  }

  /// The number of the mode that the board is in, as the tool left it.
  static func current(_ tree: SystemTree) -> Int? {
    tree.line("/var/lib/nvpmodel/status").flatMap { value("pmode:", $0) }.flatMap { Int($0) }
  }

  /// The mode in which all cores together do most; the first of equals.
  ///
  /// - Parameter hardwareClock: The clock of a mode that sets none.
  static func strongest(_ modes: [PowerMode], hardwareClock: Int) -> PowerMode? {
    var best: (mode: PowerMode, strength: Int)?
    for mode in modes {
      let strength = mode.strength(hardwareClock: hardwareClock)
      if strength > best?.strength ?? 0 { best = (mode, strength) }
    }
    return best?.mode
  }

  /// What all cores together can do, in kHz; a mode that sets no clock leaves `hardwareClock`.
  func strength(hardwareClock: Int) -> Int { (coreCount ?? 1) * (highestClock ?? hardwareClock) }

  private static func value(_ key: String, _ word: String) -> String? {
    word.utf8.starts(with: key.utf8) ? String(Substring(word.utf8.dropFirst(key.utf8.count))) : nil
  }
}

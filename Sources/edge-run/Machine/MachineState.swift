import CPlatform

/// What else the machine is doing, as far as it says.
struct MachineState {
  /// Runnable tasks over the last minute.
  let loadHundredths: Int?
  /// The clock now and at most, in kHz.
  let clock: Int?
  let highestClock: Int?

  /// Asks now.
  init() {
    loadHundredths = MachineState.load(.own)
    let folder = "/sys/devices/system/cpu/cpu0/cpufreq/"
    clock = SystemTree.own.number(folder + "scaling_cur_freq")
    highestClock = SystemTree.own.number(folder + "cpuinfo_max_freq")
  }

  /// Hundredths of the tasks that were runnable over the last minute.
  static func load(_ tree: SystemTree) -> Int? { tree.line("/proc/loadavg").flatMap { hundredths(of: $0) } }

  /// The first number of `0.42 0.40 …` times a hundred.
  static func hundredths(of text: String) -> Int? {
    let word = text.utf8.prefix { $0 != 0x20 }
    guard let point = word.firstIndex(of: UInt8(ascii: ".")) else { return nil }
    let fraction = word[word.index(after: point)...]
    guard fraction.count == 2 else { return nil }
    return Int(String(decoding: Array(word[..<point]) + Array(fraction), as: UTF8.self))
  }
}

/// What else the machine is doing, as far as it says.
struct MachineState {
  /// Runnable tasks over the last minute, times a hundred.
  let loadHundredths: Int?
  let clocks: [ClockDomain]
  /// The temperature that is highest now.
  let hottest: ThermalZone?
  let throttling: [ThrottleCounter]
  /// A Jetson's power mode.
  let powerMode: String?

  /// Asks now.
  init(_ tree: SystemTree) {
    loadHundredths = MachineState.load(tree)
    clocks = ClockDomain.all(tree)
    hottest = ThermalZone.hottest(ThermalZone.all(tree))
    throttling = ThrottleCounter.all(tree)
    powerMode = PowerMode.current(tree).flatMap { number in
      PowerMode.all(tree).first { $0.number == number }?.name ?? "number \(number)"
    }
  }

  /// Hundredths of the tasks that were runnable over the last minute.
  static func load(_ tree: SystemTree) -> Int? { tree.line("/proc/loadavg").flatMap { hundredths(of: $0) } }

  /// The first number of `0.42 0.40 …` times a hundred.
  private static func hundredths(of text: String) -> Int? {
    let word = text.utf8.prefix { $0 != 0x20 }
    guard let point = word.firstIndex(of: UInt8(ascii: ".")) else { return nil }
    let fraction = word[word.index(after: point)...]
    guard fraction.count == 2 else { return nil }
    return Int(String(decoding: Array(word[..<point]) + Array(fraction), as: UTF8.self))
  }
}

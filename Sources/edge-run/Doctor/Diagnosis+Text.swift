import CommandSupport
import EdgeRuntime

extension Diagnosis {
  /// The report for people, at most 80 columns wide.
  var text: String {
    var sheet = FactSheet()
    addSystem(to: &sheet)
    addCores(to: &sheet)
    addMemory(to: &sheet)
    addPower(to: &sheet)
    addLimits(to: &sheet)
    var text = sheet.text + "\n"
    let advice = advice
    let place = board.container == "none" ? "" : ", on the container's host"
    text += advice.isEmpty ? "Nothing to change was found.\n" : "What to change\(place), the most useful first:\n"
    for (index, advice) in advice.enumerated() {
      text += "\n" + PlainText.wrapped("\(index + 1). \(advice.text)", width: 80, indent: 3) + "\n"
      text += "     " + advice.command + "\n"
    }
    return text
  }

  private func addSystem(to sheet: inout FactSheet) {
    sheet.add("board", board.model)
    if isJetson {
      let jetPack = board.jetPack.map { " (JetPack \($0))" } ?? ""
      sheet.add("L4T", board.tegraRelease.map { $0 + jetPack })
    }
    let preemption = board.isRealTime.map { $0 ? ", PREEMPT_RT" : ", not PREEMPT_RT" } ?? ""
    sheet.add("kernel", board.kernel.map { $0 + preemption })
    sheet.add("container", board.container)
    sheet.add("load", loadHundredths.map { NumberText.fixed(Double($0) / 100, digits: 2) })
  }

  @_optimize(size)
  private func addCores(to sheet: inout FactSheet) {
    sheet.section("cores")
    sheet.add("online", online.map { $0.text + (possible.map { " of \($0.text)" } ?? "") })
    sheet.add("isolated", isolated?.text)
    sheet.add("kinds", list: processor.kinds.map { "\($0.count) x \($0.name)" })
    sheet.add("instructions", list: processor.instructionSets)
    sheet.add("caches", list: caches.map { Self.text(of: $0) })
    sheet.add("clocks", list: clocks.map { Self.text(of: $0) })
    guard let measured else { return }
    sheet.add("one core", Self.text(of: measured.oneCore))
    sheet.add("all, \(measured.threads)", Self.text(of: measured.allCores) + ", kernels \(measured.kernels)")
  }

  private func addMemory(to sheet: inout FactSheet) {
    sheet.section("memory")
    sheet.add(
      "size", memory.total.map { Self.binary($0) + (memory.available.map { ", \(Self.binary($0)) available" } ?? "") })
    sheet.add("swap", memory.swap.map { $0 == 0 ? "none" : Self.binary($0) })
    sheet.add("huge pages", memory.hugePages)
    sheet.add("clock", memory.clock.map { NumberText.fixed(Double($0) / 1e6, digits: 0) + " MHz" })
  }

  @_optimize(size)
  private func addPower(to sheet: inout FactSheet) {
    sheet.section("power")
    sheet.add("mode", mode.map { "\($0.name), number \($0.number)" })
    sheet.add("total", totalMilliwatts.map { Self.watts($0) })
    sheet.add("rails", list: rails.map { "\($0.rail.name) \($0.milliwatts.map { Self.watts($0) } ?? "not available")" })
    sheet.add("temperatures", list: zones.map { Self.text(of: $0) })
    sheet.add("slowed down", list: throttling.map { "by \($0.cause) \($0.count) x" })
  }

  private func addLimits(to sheet: inout FactSheet) {
    sheet.section("limits")
    sheet.add("priority", limits.realTimePriority.map { Self.text(of: $0) { "real-time up to \($0)" } })
    sheet.add("locked memory", limits.lockedMemory.map { Self.text(of: $0) { Self.binary($0) } })
    if let runtime = limits.realTimeRuntime, let period = limits.realTimePeriod {
      sheet.add("real time", "\(limits.throttlesRealTime ? "\(runtime)" : "all") of every \(period) us")
    } else {
      sheet.add("real time", nil)
    }
    sheet.add(
      "quota", limits.quotaHundredths.map { NumberText.fixed(Double($0) / 100, digits: 2) + " processors" } ?? "none")
  }

  // MARK: Figures.

  private static func text(of cache: Cache) -> String {
    let sharing = cache.sharing.flatMap { $0.numbers.count > 1 ? " (shared by \($0.text))" : nil } ?? ""
    return "\(cache.name) \(binary(cache.byteCount))\(sharing)"
  }

  private static func text(of domain: ClockDomain) -> String {
    let current = domain.current.map { "\($0 / 1000)" } ?? "?"
    let range = "\(domain.lowest.map { "\($0 / 1000)" } ?? "?")-\(domain.highest.map { "\($0 / 1000)" } ?? "?")"
    return "\(domain.processors): \(current) of \(range) MHz, \(domain.governor ?? "no governor")"
  }

  private static func text(of zone: ThermalZone) -> String {
    guard let temperature = zone.temperature else { return "\(zone.name) not available" }
    let limit = zone.limit.map { " of \($0 / 1000)" } ?? ""
    return "\(zone.name) \(NumberText.fixed(Double(temperature) / 1000, digits: 1))\(limit) C"
  }

  private static func text(of limits: MachineLimits) -> String {
    func giga(_ value: Double) -> String { NumberText.fixed(value / 1e9, digits: 1) }
    return "reads \(limits.readBytesPerSecond.map { giga($0) } ?? "?") GB/s, multiplies "
      + "\(giga(limits.multiplyAddsPerSecond)) G/s of floats, "
      + "\(limits.integerMultiplyAddsPerSecond.map { giga($0) } ?? "?") of bytes"
  }

  private static func text(of limit: ProcessLimits.Limit, _ count: (Int) -> String) -> String {
    switch limit {
    case .unlimited: "unlimited"
    case .count(0): "none"
    case .count(let number): count(number)
    }
  }

  private static func watts(_ milliwatts: Int) -> String {
    NumberText.fixed(Double(milliwatts) / 1000, digits: 2) + " W"
  }

  /// Sizes of memory in powers of 1024, as everyone states them.
  static func binary(_ byteCount: Int) -> String {
    var value = Double(byteCount)
    var unit = 0
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    while value >= 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    return NumberText.fixed(value, digits: value < 100 && value != value.rounded() ? 1 : 0) + " " + units[unit]
  }
}

import CommandSupport

extension BoardRecord {
  /// Adds rows for what the board tells, and none for the rest.
  @_optimize(size)
  func add(to table: inout TextTable, millijoulesPerStep: Double?) {
    if let power {
      let before = power.wattsBefore.map { ", \(NumberText.fixed($0, digits: 2)) W before" } ?? ""
      let energy = millijoulesPerStep.map { NumberText.fixed($0, digits: 2) + " mJ a step" } ?? ""
      table.add(["power", NumberText.fixed(power.watts, digits: 2) + " W", energy + before])
    }
    for (first, last) in clocks {
      guard let current = last.current else { continue }
      let earlier = first.current.map { ", \($0 / 1000) before" } ?? ""
      table.add(["clock", "\(current / 1000) MHz", "cores \(last.processors)\(earlier)"])
    }
    if let hottest = after.hottest, let temperature = hottest.temperature {
      let earlier = before.hottest?.temperature.map { ", \(Self.celsius($0)) before" } ?? ""
      table.add(["hottest", Self.celsius(temperature) + " C", ShortName.text(of: hottest.name, limit: 30) + earlier])
    }
    if let mode = after.powerMode { table.add(["power mode", ShortName.text(of: mode, limit: 20), ""]) }
  }

  /// The same for programs; what the board does not tell is null.
  func write(to json: inout JSONWriter, millijoulesPerStep: Double?) {
    json.key("board")
    json.object {
      $0.optional("power_mode", after.powerMode)
      $0.optional("power_w", power?.watts)
      $0.optional("power_before_w", power?.wattsBefore)
      $0.optional("energy_mj_per_step", millijoulesPerStep)
      $0.strings("power_rails", power?.rails ?? [])
      $0.optional("power_samples", power?.sampleCount)
      $0.optional("hottest_zone", after.hottest?.name)
      $0.optional("celsius_before", before.hottest?.temperature.map { Double($0) / 1000 })
      $0.optional("celsius_after", after.hottest?.temperature.map { Double($0) / 1000 })
      $0.objects("clocks", clocks) { clocks, json in
        json.pair("processors", clocks.after.processors)
        json.optional("governor", clocks.after.governor)
        json.optional("khz_before", clocks.before.current)
        json.optional("khz_after", clocks.after.current)
        json.optional("highest_khz", clocks.after.highest)
      }
      $0.objects("slowed_down", slowedDown) { cause, json in
        json.pair("by", cause.cause)
        json.pair("count", cause.count)
      }
    }
  }

  private static func celsius(_ thousandths: Int) -> String { NumberText.fixed(Double(thousandths) / 1000, digits: 1) }
}

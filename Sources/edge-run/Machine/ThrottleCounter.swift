/// How often something has made the board slow itself down since it started.
struct ThrottleCounter: Equatable {
  /// In words that fit "slowed down by …".
  let cause: String
  let count: Int

  /// Those of a Jetson's supply, of a Raspberry Pi's, and of an x86 processor's heat.
  static func all(_ tree: SystemTree) -> [ThrottleCounter] {
    var counters: [ThrottleCounter] = []
    func add(_ cause: String, _ path: String) {
      if let count = tree.number(path) { counters.append(ThrottleCounter(cause: cause, count: count)) }
    }
    for monitor in tree.names(in: "/sys/class/hwmon", prefix: "hwmon") {
      let folder = "/sys/class/hwmon/\(monitor)/"
      add("undervoltage", folder + "oc1_event_cnt")
      add("average overcurrent", folder + "oc2_event_cnt")
      add("instantaneous overcurrent", folder + "oc3_event_cnt")
      if tree.line(folder + "name") == "rpi_volt" { add("undervoltage", folder + "in0_lcrit_alarm") }
    }
    add("heat", "/sys/devices/system/cpu/cpu0/thermal_throttle/package_throttle_count")
    return counters
  }
}

/// A supply that a sensor (INA3221) on the board watches.
struct PowerRail {
  let name: String
  /// Files that give the power, or voltage and current, in thousandths of watts, volts and amperes.
  let power: String?
  let voltage: String
  let current: String
  /// Whether the sensor says that the current is above what the rail may carry.
  let isOverLimit: Bool

  /// The rails of both generations of the kernel's interface: hwmon since JetPack 5, iio before.
  static func all(_ tree: SystemTree) -> [PowerRail] {
    var rails: [PowerRail] = []
    let devices = "/sys/bus/i2c/devices/"
    for device in tree.names(in: devices, prefix: "") {
      for monitor in tree.names(in: devices + device + "/hwmon", prefix: "hwmon") {
        rails += hwmon(tree, "\(devices)\(device)/hwmon/\(monitor)/")
      }
      for monitor in tree.names(in: devices + device, prefix: "iio:device") {
        rails += iio(tree, "\(devices)\(device)/\(monitor)/")
      }
    }
    return rails
  }

  /// Milliwatts now.
  func milliwatts(_ tree: SystemTree) -> Int? {
    if let power, let value = tree.number(power) { return value }
    guard let volts = tree.number(voltage), let amperes = tree.number(current) else { return nil }
    return volts * amperes / 1000
  }

  /// The rails that together feed the module: the one for all where there is one, or those that feed it side by side.
  static func feeding(_ rails: [PowerRail]) -> [PowerRail] {
    let whole = rails.filter { ["VDD_IN", "POM_5V_IN", "5V_IN"].contains($0.name) }
    if !whole.isEmpty { return whole }
    for names in [
      ["VDD_GPU_SOC", "VDD_CPU_CV", "VIN_SYS_5V0"], ["GPU", "CPU", "SOC", "CV", "VDDRQ", "SYS5V"],
    ] {
      let parts = rails.filter { names.contains($0.name) }
      if parts.count == names.count { return parts }
    }
    return []
  }

  /// Three channels; the seventh is a sum, and one that is called NC is connected to nothing.
  @_optimize(size)
  private static func hwmon(_ tree: SystemTree, _ folder: String) -> [PowerRail] {
    var rails: [PowerRail] = []
    for channel in 1...3 {
      guard let name = tree.line(folder + "in\(channel)_label"), name != "NC",
        tree.exists(folder + "curr\(channel)_input")
      else { continue }
      rails.append(
        PowerRail(
          name: name, power: nil, voltage: folder + "in\(channel)_input", current: folder + "curr\(channel)_input",
          isOverLimit: tree.number(folder + "curr\(channel)_crit_alarm") == 1))
    }
    return rails
  }

  @_optimize(size)
  private static func iio(_ tree: SystemTree, _ folder: String) -> [PowerRail] {
    var rails: [PowerRail] = []
    for channel in 0...2 {
      guard let name = tree.line(folder + "rail_name_\(channel)"), name != "NC" else { continue }
      rails.append(
        PowerRail(
          name: name, power: folder + "in_power\(channel)_input", voltage: folder + "in_voltage\(channel)_input",
          current: folder + "in_current\(channel)_input", isOverLimit: false))
    }
    return rails
  }
}

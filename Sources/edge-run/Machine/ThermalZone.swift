/// A temperature and where it becomes a limit, in thousandths of a degree Celsius.
struct ThermalZone {
  let name: String
  /// Nil while what it measures has no power.
  let temperature: Int?
  /// The lowest temperature at which the system slows down or stops.
  let limit: Int?

  /// All zones but the power controller's, whose value is fixed.
  static func all(_ tree: SystemTree) -> [ThermalZone] {
    var zones: [ThermalZone] = []
    let folder = "/sys/devices/virtual/thermal/"
    for zone in tree.names(in: folder, prefix: "thermal_zone") {
      let place = folder + zone + "/"
      guard let name = tree.line(place + "type"), !name.utf8.starts(with: "PMIC".utf8) else { continue }
      zones.append(ThermalZone(name: name, temperature: tree.number(place + "temp"), limit: limit(tree, place)))
    }
    return zones
  }

  /// The one that is nearest to boiling.
  static func hottest(_ zones: [ThermalZone]) -> ThermalZone? {
    zones.filter { $0.temperature != nil }.max { ($0.temperature ?? 0) < ($1.temperature ?? 0) }
  }

  private static func limit(_ tree: SystemTree, _ place: String) -> Int? {
    var limit: Int?
    for index in 0..<16 {
      guard let type = tree.line(place + "trip_point_\(index)_type") else { break }
      // The others start a fan.
      guard type == "passive" || type == "hot" || type == "critical",
        let temperature = tree.number(place + "trip_point_\(index)_temp"), temperature > 0
      else { continue }
      limit = min(limit ?? temperature, temperature)
    }
    return limit
  }
}

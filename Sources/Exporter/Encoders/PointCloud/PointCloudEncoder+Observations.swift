import EdgeRuntime

extension PointCloudEncoder {
  var normalizerFields: [(name: String, widths: [Int])] {
    // Columns beyond those that are read may be normalised too.
    let clouds = pointColumns == 6 ? [6] : [3, 6]
    let fields = [("agent_pos", [stateWidth]), ("point_cloud", clouds)]
    return robotPointCount > 0 ? fields + [("imagin_robot", clouds + [7])] : fields
  }

  func observations(frames: Int, parameters: PolicyParameters) -> [PolicyMetadata.ObservationKey] {
    func key(_ name: String, unit: String, rows: Int, columns: Int) -> PolicyMetadata.ObservationKey {
      PolicyMetadata.ObservationKey(
        name: name, unit: unit, frames: frames, rows: rows, columns: columns,
        ranges: parameters.normalizer(name).ranges(columns: columns))
    }
    let unit = pointColumns == 6 ? "x y z (m), r g b as trained" : "x y z (m)"
    var keys = [key("point_cloud", unit: unit, rows: pointCount, columns: pointColumns)]
    if robotPointCount > 0 {
      keys.append(key("imagin_robot", unit: "as point_cloud", rows: robotPointCount, columns: pointColumns))
    }
    return keys + [key("agent_pos", unit: "state as trained", rows: 1, columns: stateWidth)]
  }
}

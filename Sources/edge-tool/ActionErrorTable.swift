import CommandSupport
import Exporter

/// An action error for people: a line a dimension, and one for the whole chunk.
struct ActionErrorTable {
  let lines: [String]

  init(_ comparison: ActionComparison) {
    var table = TextTable([
      .left("action error"), .right("RMS"), .right("p99"), .right("max"), .right("range"), .right("RMS %"),
      .right("p99 %"), .right("max %"),
    ])
    func percent(_ share: Double) -> String { NumberText.fixed(100 * share, digits: 3) }
    for (index, dimension) in comparison.dimensions.enumerated() {
      let (error, range) = (dimension.error, dimension.range)
      let absolute = [error.rootMeanSquare, error.percentile99, error.largest]
      table.add(
        ["[\(index)]"] + absolute.map { NumberText.scientific($0, digits: 2) }
          + [NumberText.fixed(range, digits: 3)] + absolute.map { percent($0 / range) })
    }
    let chunk = comparison.chunk
    table.add(
      ["chunk", "", "", "", ""] + [chunk.rootMeanSquare, chunk.percentile99, chunk.largest].map(percent))
    let windows = NumberText.counted(comparison.windowCount, "window")
    lines = table.lines + ["over \(windows) of \(comparison.rowCount) rows, in the action's unit: \(comparison.unit)"]
  }
}

import CommandSupport
import EdgeRuntime

extension Inspection {
  /// What each column of the observations was in training; nil where the file does not say.
  var rangeTable: String? {
    guard file.metadata.observations.contains(where: { !$0.ranges.isEmpty }) else { return nil }
    var table = TextTable([.left("key"), .right("column"), .right("least"), .right("greatest")])
    for key in file.metadata.observations {
      for (column, range) in key.ranges.enumerated() {
        let name = column == 0 ? ShortName.text(of: key.name, limit: 20) : ""
        table.add([name, "\(column)", Self.short(range.lowerBound), Self.short(range.upperBound)])
      }
    }
    return table.text
  }

  /// Pairs of least and greatest, a pair for each column.
  func writeRanges(of key: PolicyMetadata.ObservationKey, to json: inout JSONWriter) {
    guard !key.ranges.isEmpty else { return }
    json.key("in_training")
    json.array {
      for range in key.ranges {
        $0.array {
          $0.number(range.lowerBound)
          $0.number(range.upperBound)
        }
      }
    }
  }
}

import CommandSupport
import EdgeRuntime

extension PredictReport {
  /// The report for people, at most 80 columns wide.
  @_optimize(size)
  var text: String {
    let (bytes, multiplyAdds) = (cost.weightByteCount, cost.multiplyAdds - cost.integerMultiplyAdds)
    var text = "\(PrintableName.whole(path)) (\(metadata.family.name)): a step reads "
    text += "\(NumberText.bytes(UInt64(bytes))) of weights and\n"
    text += "does \(Self.millions(multiplyAdds)) M multiply-adds of floats"
    if cost.integerMultiplyAdds > 0 { text += ", \(Self.millions(cost.integerMultiplyAdds)) M of integers" }
    text += "\n\n"
    if let measured { text += ShortName.text(of: measured.title, limit: 80) + ":\n\n" }
    text += boardTable + "\n"
    if !lines.isEmpty { text += "What takes longest with all cores:\n\n" + operationTable + "\n" }
    for assumption in assumptions {
      text += PlainText.wrapped("- " + assumption, width: 80, indent: 2) + "\n"
    }
    return text
  }

  private var boardTable: String {
    var table = TextTable([
      .left("board"), .right("cores"), .right("GB/s"), .right("G/s"), .right("int8 G/s"), .right("least ms"),
      .right("most Hz"), .left("bound by"),
    ])
    for prediction in predictions {
      let limits = prediction.slow
      table.add([
        prediction.name, "\(prediction.threads)",
        Self.range(
          Self.giga(limits.readBytesPerSecond ?? 0), Self.giga(prediction.fast.readBytesPerSecond ?? 0)),
        Self.giga(limits.multiplyAddsPerSecond), Self.giga(limits.integerMultiplyAddsPerSecond ?? 0),
        Self.range(Self.milliseconds(prediction.shortest), Self.milliseconds(prediction.longest)),
        Self.range(Self.hertz(prediction.longest), Self.hertz(prediction.shortest)),
        PredictReport.limit(isReading: prediction.isMostlyReading) + " "
          + NumberText.percentage(max(prediction.readingShare, 1 - prediction.readingShare), digits: 0),
      ])
    }
    return table.text
  }

  private var operationTable: String {
    var table = TextTable([
      .left("operation"), .left("computes"), .right("least"), .right("of a step"), .left("bound by"),
    ])
    let whole = predictions.last?.longest ?? 0
    for line in lines where line.seconds > 0 {
      table.add([
        line.cost.label, ShortName.text(of: line.name, limit: 24),
        NumberText.duration(nanoseconds: UInt64(line.seconds * 1e9)), NumberText.percentage(line.seconds / whole),
        PredictReport.limit(isReading: line.isReading),
      ])
    }
    return table.text
  }

  private static func range(_ first: String, _ second: String) -> String {
    first == second ? first : first + "-" + second
  }

  private static func giga(_ value: Double) -> String { NumberText.fixed(value / 1e9, digits: value < 10e9 ? 1 : 0) }
  private static func millions(_ count: Int) -> String { NumberText.fixed(Double(count) / 1e6, digits: 1) }
  private static func hertz(_ seconds: Double) -> String { NumberText.fixed(1 / max(seconds, 1e-9), digits: 0) }

  private static func milliseconds(_ seconds: Double) -> String {
    NumberText.fixed(seconds * 1e3, digits: seconds < 0.01 ? 2 : 1)
  }
}

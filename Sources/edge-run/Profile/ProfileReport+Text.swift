import CommandSupport
import EdgeRuntime

extension ProfileReport {
  /// Columns of the report, unless figures alone take more.
  private static var width: Int { 110 }
  /// What operations' names are shortened to: at first, and where long figures leave less room.
  private static var nameLimits: ClosedRange<Int> { 8...15 }

  /// The report for people.
  @_optimize(size)
  var text: String {
    var text = loaded.title + "; times in microseconds\n\n"
    text += table + "\n"
    let plain = NumberText.duration(nanoseconds: plainNanoseconds)
    text += "A step without the clock between operations takes \(plain) (p50).\n"
    if let bandwidth = limits.readBytesPerSecond {
      text += "The machine reads \(Self.giga(bandwidth)) GB/s and does \(Self.giga(limits.multiplyAddsPerSecond)) "
      text += "G multiply-adds/s"
      if let peak = limits.integerMultiplyAddsPerSecond { text += ", \(Self.giga(peak)) of integers" }
      text += ".\n"
    }
    for pick in slower {
      text += "warning: operation \(pick.index): kernel \(pick.kernel) takes \(Self.micro(pick.nanoseconds)), "
      text += "\(pick.faster) takes \(Self.micro(pick.fasterNanoseconds))\n"
    }
    return text
  }

  private var table: String {
    var limit = Self.nameLimits.upperBound
    var text = table(nameLimit: limit)
    while Self.columns(of: text) > Self.width, limit > Self.nameLimits.lowerBound {
      limit -= 1
      text = table(nameLimit: limit)
    }
    return text
  }

  private func table(nameLimit: Int) -> String {
    var table = TextTable([
      .right("#"), .left("operation"), .left("computes"), .left("kernel"), .right("rows"), .right("bytes"),
      .right("mul-adds"), .right("work"), .right("wait"), .right("GB/s"), .right("G/s"), .right("of bound"),
    ])
    func add(_ name: String, work: Double? = nil, wait: Double? = nil) {
      table.add([
        "", name, "", "", "", "", "", work.map(Self.micro) ?? "", wait.map(Self.micro) ?? "", "", "", "",
      ])
    }
    add("start", wait: times.start)
    for line in lines {
      table.add([
        "\(line.index)", line.label, ShortName.text(of: line.name, limit: nameLimit), line.kernel ?? "",
        "\(line.cost.rows)", NumberText.bytes(UInt64(line.byteCount)),
        NumberText.grouped(line.multiplyAdds), Self.micro(line.workNanoseconds), Self.micro(line.waitNanoseconds),
        Self.rate(line.byteCount, line.nanoseconds), Self.rate(line.multiplyAdds, line.nanoseconds),
        line.boundShare.map { NumberText.percentage($0, digits: 0) } ?? "",
      ])
    }
    add("around", work: times.around)
    table.add([
      "", "a step", "", "", "", NumberText.bytes(UInt64(loaded.cost.weightByteCount)),
      NumberText.grouped(loaded.cost.multiplyAdds), Self.micro(times.sum - waitNanoseconds),
      Self.micro(waitNanoseconds), Self.rate(loaded.cost.weightByteCount, times.sum),
      Self.rate(loaded.cost.multiplyAdds, times.sum),
      boundNanoseconds.map { NumberText.percentage($0 / max(times.sum, 1), digits: 0) } ?? "",
    ])
    return table.text
  }

  /// The length of the longest line.
  private static func columns(of text: String) -> Int {
    var (longest, length) = (0, 0)
    for scalar in text.unicodeScalars {
      length = scalar == "\n" ? 0 : length + 1
      longest = max(longest, length)
    }
    return longest
  }

  private static func micro(_ nanoseconds: Double) -> String { NumberText.fixed(nanoseconds / 1000, digits: 1) }

  private static func giga(_ value: Double) -> String { NumberText.fixed(value / 1e9, digits: 1) }

  /// Billions a second; empty for none.
  private static func rate(_ count: Int, _ nanoseconds: Double) -> String {
    count == 0 ? "" : NumberText.fixed(Double(count) / max(nanoseconds, 1), digits: 1)
  }
}

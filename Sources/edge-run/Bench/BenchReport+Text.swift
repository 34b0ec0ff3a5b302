import CommandSupport
import EdgeRuntime

extension BenchReport {
  /// The report for people, at most 80 columns wide: percentiles in order, the mean after them.
  @_optimize(size)
  var text: String {
    var text = head + "\n" + latencyTable
    if let schedule = measurement.schedule { text += "\n" + Self.text(of: schedule) }
    text += "\n" + limitTable + "\n"
    for line in Histogram(nanoseconds: measurement.latencies).lines() { text += line + "\n" }
    if !warnings.isEmpty { text += "\n" }
    for warning in warnings { text += "warning: " + warning + "\n" }
    return text
  }

  private var head: String {
    let count = measurement.latencies.count
    return loaded.title + ", " + NumberText.counted(count, "step")
      + (byFrames ? " of a frame in " : " in ")
      + NumberText.duration(nanoseconds: measurement.wallNanoseconds) + " after \(warmUp) to warm up\n"
  }

  private var latencyTable: String {
    var table = TextTable([.left(""), .right("")])
    func add(_ name: String, _ nanoseconds: UInt64) {
      table.add([name, NumberText.duration(nanoseconds: nanoseconds)])
    }
    add("p50", times.median)
    add("p90", times.value(perMille: 900))
    add("p99", times.value(perMille: 990))
    add("p99.9", times.value(perMille: 999))
    add("max", times.largest)
    add("mean", UInt64(times.mean))
    add("first step", measurement.firstNanoseconds)
    add("load", loaded.loadNanoseconds)
    table.add(["steps a second", NumberText.fixed(rate, digits: 1) + " Hz"])
    add("processors a step", UInt64(processorNanosecondsPerStep))
    return table.text
  }

  private static func text(of schedule: Measurement.Schedule) -> String {
    let delay = Percentiles(schedule.wakeDelays).value(perMille: 990)
    let rehearsal = schedule.rehearsalNanoseconds.map { "rehearsed \(NumberText.duration(nanoseconds: $0)) before, " }
    return "at \(NumberText.fixed(schedule.rate, digits: 1)) Hz: \(rehearsal ?? "")missed \(schedule.missed), "
      + "longest run \(schedule.longestMissRun), skipped \(schedule.skipped), "
      + "woken late p99 \(NumberText.duration(nanoseconds: delay))\n"
  }

  @_optimize(size)
  private var limitTable: String {
    let metadata = loaded.metadata
    var table = TextTable([.left(""), .right(""), .left("")])
    table.add([
      "parameters", NumberText.grouped(metadata.liveParameters),
      "live of \(NumberText.grouped(metadata.storedParameters)) stored",
    ])
    table.add([
      "weights a step", NumberText.bytes(UInt64(loaded.cost.weightByteCount)),
      limits.readBytesPerSecond.map { "machine reads \(NumberText.fixed($0 / 1e9, digits: 1)) GB/s" } ?? "",
    ])
    let integers = loaded.cost.integerMultiplyAdds
    table.add([
      "multiply-adds", NumberText.fixed(Double(loaded.cost.multiplyAdds - integers) / 1e6, digits: 1) + " M",
      "machine does \(NumberText.fixed(limits.multiplyAddsPerSecond / 1e9, digits: 1)) G/s",
    ])
    if let integerPeak = limits.integerMultiplyAddsPerSecond {
      table.add([
        "of integers", NumberText.fixed(Double(integers) / 1e6, digits: 1) + " M",
        "machine does \(NumberText.fixed(integerPeak / 1e9, digits: 1)) G/s",
      ])
    }
    if let boundNanoseconds, let boundShare {
      table.add([
        "least time", NumberText.duration(nanoseconds: UInt64(boundNanoseconds)),
        NumberText.percentage(boundShare) + " of p50",
      ])
    }
    if loaded.policy.meetingCount > 0 {
      let nanoseconds = meetingSeconds * 1e9
      table.add(["meetings", "\(loaded.policy.meetingCount)", "of \(NumberText.fixed(nanoseconds, digits: 0)) ns"])
    }
    table.add([
      "allocations", allocationsPerStep.map { NumberText.fixed($0, digits: 2) } ?? "unknown", "a step",
    ])
    table.add(["page faults", "\(measurement.pageFaultCount)", "in the loop"])
    board.add(to: &table, millijoulesPerStep: millijoulesPerStep)
    return table.text
  }
}

import EdgeRuntime

/// What the system allows this process, or in a copied tree allowed the one that copied it.
struct ProcessLimits {
  /// A limit that may be none.
  enum Limit: Equatable {
    case unlimited
    case count(Int)
  }

  /// The highest real-time priority that may be asked for without root.
  let realTimePriority: Limit?
  /// Bytes that may be kept from being swapped out.
  let lockedMemory: Limit?
  /// Microseconds of each period that real-time threads may run; negative for all of it.
  let realTimeRuntime: Int?
  let realTimePeriod: Int?
  /// Hundredths of a processor that the control group allows; nil where it sets no limit.
  let quotaHundredths: Int?

  init(_ tree: SystemTree) {
    let text = tree.read("/proc/self/limits") ?? ""
    realTimePriority = Self.limit("Max realtime priority", in: text)
    lockedMemory = Self.limit("Max locked memory", in: text)
    realTimeRuntime = tree.number("/proc/sys/kernel/sched_rt_runtime_us")
    realTimePeriod = tree.number("/proc/sys/kernel/sched_rt_period_us")
    quotaHundredths = ProcessorQuota.hundredths { tree.read($0) }
  }

  /// Whether real-time threads are stopped when they have used their share of a period.
  var throttlesRealTime: Bool {
    guard let realTimeRuntime, let realTimePeriod else { return false }
    return realTimeRuntime >= 0 && realTimeRuntime < realTimePeriod
  }

  /// The soft limit of a line like `Max locked memory  65536  65536  bytes`.
  private static func limit(_ name: String, in text: String) -> Limit? {
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) where line.starts(with: name.utf8) {
      let word = SystemTree.words(of: String(Substring(line.dropFirst(name.utf8.count)))).first ?? ""
      return word == "unlimited" ? .unlimited : Int(word).map { .count($0) }
    }
    return nil
  }
}

/// Times in order, for percentiles by nearest rank.
struct Percentiles {
  private let sorted: [UInt64]

  init(_ nanoseconds: some Sequence<UInt64>) { sorted = nanoseconds.sorted() }

  /// The smallest time that at least `perMille` thousandths of the times do not exceed.
  func value(perMille: Int) -> UInt64 {
    guard !sorted.isEmpty else { return 0 }
    return sorted[max(1, (sorted.count * perMille + 999) / 1000) - 1]
  }

  var median: UInt64 { value(perMille: 500) }
  var largest: UInt64 { sorted.last ?? 0 }

  var mean: Double {
    guard !sorted.isEmpty else { return 0 }
    var sum: UInt64 = 0
    for time in sorted { sum += time }
    return Double(sum) / Double(sorted.count)
  }
}

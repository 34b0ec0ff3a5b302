/// The times of the slowest eight steps of a window, without memory of its own.
struct SlowestSteps {
  /// In no order; zero where there were fewer steps.
  private var nanoseconds = InlineArray<8, UInt64>(repeating: 0)

  mutating func add(_ value: UInt64) {
    var least = 0
    for index in nanoseconds.indices where nanoseconds[index] < nanoseconds[least] { least = index }
    if value > nanoseconds[least] { nanoseconds[least] = value }
  }

  /// What they took on average, in nanoseconds.
  var mean: Double {
    var sum: UInt64 = 0
    for index in nanoseconds.indices { sum &+= nanoseconds[index] }
    return Double(sum) / Double(nanoseconds.count)
  }
}

import CPlatform

/// A line that shows how far a long task is: `export  42 %`.
///
/// It is drawn at most ten times a second, only on a terminal, and is gone when the task ends.
public struct ProgressLine: ~Copyable {
  private let console: Console
  private let label: String
  private let total: UInt64
  private var lastDrawn: UInt64?
  private var lastPercentage: UInt64?

  private static let intervalNanoseconds: UInt64 = 100_000_000
  private static let clear = "\r\u{1B}[K"

  /// Starts a line for a task of `total` steps.
  public init(on console: Console, label: String, total: UInt64) {
    self.console = console
    self.label = label
    self.total = total
  }

  deinit {
    if lastDrawn != nil {
      console.write(Self.clear)
      console.flush()
    }
  }

  /// Tells that `done` of the steps are behind.
  public mutating func update(_ done: UInt64) {
    // Without a terminal not even the clock is asked.
    guard console.isTerminal else { return }
    update(done, atNanoseconds: edge_monotonic_ns())
  }

  /// Tells that `done` of the steps are behind, at a reading of a monotonic clock.
  public mutating func update(_ done: UInt64, atNanoseconds now: UInt64) {
    guard console.isTerminal else { return }
    if let lastDrawn, now < lastDrawn + Self.intervalNanoseconds { return }
    let percentage = total == 0 ? 100 : UInt64(Double(min(done, total)) / Double(total) * 100)
    guard percentage != lastPercentage else { return }
    lastDrawn = now
    lastPercentage = percentage
    console.write("\(Self.clear)\(label) \(PlainText.spaces(percentage < 10 ? 2 : percentage < 100 ? 1 : 0))")
    console.write("\(percentage) %")
    console.flush()
  }

  /// Clears the line.
  public consuming func finish() {}
}

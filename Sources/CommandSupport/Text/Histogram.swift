/// A histogram of latencies, drawn with `#`.
///
/// Bins are even when the longest time is less than twenty times the shortest, and grow 1, 2, 5, 10 ...
/// otherwise.
public struct Histogram: Equatable, Sendable {
  /// A range of times and how many fall into it.
  public struct Bin: Equatable, Sendable {
    /// The shortest time of the bin, in nanoseconds.
    public let lower: UInt64
    /// The shortest time of the next bin, in nanoseconds.
    public let upper: UInt64
    /// The times in the bin.
    public var count: Int
  }

  /// The bins from the shortest to the longest time, without a gap.
  public let bins: [Bin]
  private let total: Int

  private static let evenBinLimit = 16

  /// Counts times in nanoseconds.
  public init(nanoseconds: [UInt64]) {
    total = nanoseconds.count
    guard let shortest = nanoseconds.min(), let longest = nanoseconds.max() else {
      bins = []
      return
    }
    let edges =
      longest / 20 < max(shortest, 1)
      ? Self.evenEdges(shortest, longest) : Self.growingEdges(shortest, longest)
    var bins: [Bin] = []
    for index in edges.indices.dropLast() {
      bins.append(Bin(lower: edges[index], upper: edges[index + 1], count: 0))
    }
    for time in nanoseconds {
      let next = edges.firstIndex { $0 > time } ?? edges.count - 1
      bins[max(next, 1) - 1].count += 1
    }
    self.bins = bins
  }

  /// The lines, at most `width` columns wide: bounds, count, share and bar.
  public func lines(width: Int = 80) -> [String] {
    var table = TextTable([.right(""), .left(""), .right(""), .right(""), .right("")])
    var highest = 1
    for bin in bins {
      highest = max(highest, bin.count)
      table.add([
        NumberText.duration(nanoseconds: bin.lower), "..", NumberText.duration(nanoseconds: bin.upper),
        NumberText.grouped(bin.count), NumberText.percentage(Double(bin.count) / Double(total)),
      ])
    }
    var lines: [String] = []
    for (bin, left) in zip(bins, table.lines) {
      let room = max(1, width - PlainText.width(of: left) - 2)
      // A bin with anything in it shows something.
      let share = Double(bin.count) / Double(highest) * Double(room)
      let length = bin.count == 0 ? 0 : max(1, Int(share))
      lines.append(left + (length > 0 ? "  " + String(repeating: "#", count: length) : ""))
    }
    return lines
  }

  /// Edges a round step apart, from below `shortest` to above `longest`.
  private static func evenEdges(_ shortest: UInt64, _ longest: UInt64) -> [UInt64] {
    var step: UInt64 = 1
    while (longest - shortest) / step >= UInt64(evenBinLimit) - 1 { step = rounder(step) }
    var edges = [shortest / step * step]
    while let last = edges.last, last <= longest {
      let (next, overflow) = last.addingReportingOverflow(step)
      edges.append(overflow ? UInt64.max : next)
      if overflow { break }
    }
    return edges
  }

  /// Edges 0, 1, 2, 5, 10 ..., from below `shortest` to above `longest`.
  private static func growingEdges(_ shortest: UInt64, _ longest: UInt64) -> [UInt64] {
    var edges: [UInt64] = [0]
    var edge: UInt64 = 1
    while true {
      if edge <= shortest { edges = [edge] } else { edges.append(edge) }
      if edge > longest || edge == UInt64.max { return edges }
      edge = rounder(edge)
    }
  }

  /// The next of 1, 2, 5, 10, 20, 50 ..., or the largest number at the end of the range.
  private static func rounder(_ value: UInt64) -> UInt64 {
    var power: UInt64 = 1
    while value / power >= 10 { power *= 10 }
    let factor: UInt64 = value / power == 2 ? 5 : value / power * 2
    let (next, overflow) = power.multipliedReportingOverflow(by: factor)
    return overflow ? UInt64.max : next
  }
}

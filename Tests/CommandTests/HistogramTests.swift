import CommandSupport
import Testing

@Suite struct HistogramTests {
  @Test func drawsEvenBinsForNearTimes() {
    var times = [UInt64](repeating: 1_250_000, count: 40)
    times += [UInt64](repeating: 1_350_000, count: 10)
    times += [1_900_000]
    let lines = Histogram(nanoseconds: times).lines(width: 60)
    #expect(lines.count == 14)
    #expect(
      Array(lines.prefix(3)) == [
        "1.25 ms  ..  1.30 ms  40  78.4 %  ##########################",
        "1.30 ms  ..  1.35 ms   0   0.0 %",
        "1.35 ms  ..  1.40 ms  10  19.6 %  ######",
      ])
    #expect(lines.last == "1.90 ms  ..  1.95 ms   1   2.0 %  #")
  }

  @Test func growsBinsForSpreadTimes() {
    let bins = Histogram(nanoseconds: [3, 7, 40, 900]).bins
    #expect(bins.map(\.lower) == [2, 5, 10, 20, 50, 100, 200, 500])
    #expect(bins.map(\.count) == [1, 1, 0, 1, 0, 0, 0, 1])
  }

  @Test(arguments: [
    [], [0], [5], [UInt64.max], [0, UInt64.max], [UInt64.max - 1, UInt64.max], [0, 0, 1],
    [1_000_000, 1_000_001],
  ])
  func countsEveryTimeOnce(_ times: [UInt64]) {
    let histogram = Histogram(nanoseconds: times)
    #expect(histogram.bins.reduce(0) { $0 + $1.count } == times.count)
    #expect(histogram.bins.count <= 64)
    for (bin, next) in zip(histogram.bins, histogram.bins.dropFirst()) { #expect(bin.upper == next.lower) }
    #expect(histogram.lines().allSatisfy { $0.utf8.count <= 80 })
  }
}

/// How far values are from what they should be, over many of them.
public struct ErrorSummary: Equatable, Sendable {
  /// √(Σ e² / n).
  public let rootMeanSquare: Double
  /// The magnitude that 99 of 100 stay within, by nearest rank.
  public let percentile99: Double
  /// The largest magnitude.
  public let largest: Double
  /// Values compared.
  public let count: Int

  /// Summarises `errors`; NaN counts as infinite.
  public init(_ errors: [Float]) {
    let magnitudes = errors.map { $0.isNaN ? Double.infinity : Double($0.magnitude) }.sorted()
    count = magnitudes.count
    guard count > 0 else {
      (rootMeanSquare, percentile99, largest) = (0, 0, 0)
      return
    }
    rootMeanSquare = (magnitudes.reduce(0) { $0 + $1 * $1 } / Double(count)).squareRoot()
    percentile99 = magnitudes[(99 * count + 99) / 100 - 1]
    largest = magnitudes[count - 1]
  }
}

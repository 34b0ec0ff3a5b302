/// Finds in one pass that an observation is inside of what training saw, as nearly every one is; only of the others is
/// asked which value is farthest outside, column by column.
struct RangeScreen {
  // SAFETY: the bounds are read below their count, and the values below theirs.

  /// Bounds of neighbouring values, for whole rows; empty where nothing is known of the columns.
  private var lowest: [Float] = []
  private var highest: [Float] = []

  /// As many as make the loop over them long.
  private static let leastCount = 256

  init(_ observation: PolicyMetadata.ObservationKey) {
    guard observation.hasRanges else { return }
    for _ in 0..<max(1, RangeScreen.leastCount / observation.columns) {
      for column in 0..<observation.columns {
        let bounds = observation.bounds(of: column)
        lowest.append(bounds.lowerBound)
        highest.append(bounds.upperBound)
      }
    }
  }

  /// Whether no value is far outside; may say no of one that nearly is.
  func passes(_ values: Span<Float>) -> Bool {
    guard !lowest.isEmpty else { return true }
    let (lowest, highest) = (lowest.span, highest.span)
    for start in stride(from: 0, to: values.count, by: lowest.count) {
      let part = 0..<min(lowest.count, values.count - start)
      let fault = part.firstFault { index in
        let value = unsafe values[unchecked: start &+ index]
        // Both or neither, which no finite value is.
        return unsafe (value >= lowest[unchecked: index]) == (value <= highest[unchecked: index])
      }
      if fault != nil { return false }
    }
    return true
  }
}

extension PolicyMetadata.ObservationKey {
  /// What a value of a column has to be beyond to be far outside; narrower by a little, as quotients are rounded.
  fileprivate func bounds(of column: Int) -> ClosedRange<Float> {
    let range = range(of: column)
    let width = range.upperBound - range.lowerBound
    guard width > Self.constantWidth else { return -.infinity ... .infinity }
    let margin = 0.999 * Self.tolerance * width
    return range.lowerBound - margin...range.upperBound + margin
  }
}

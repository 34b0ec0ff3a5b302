/// An observation far outside of what the policy was trained on: millimetres for metres, degrees for radians, swapped
/// columns.
///
/// Nothing is clipped and nothing is refused: only who built the robot knows whether it is meant.
public struct RangeWarning: Equatable, Sendable {
  /// Index of the observation in the metadata.
  public let key: Int
  /// The column.
  public let column: Int
  /// The value farthest outside.
  public let value: Float
  /// What training saw in the column.
  public let range: ClosedRange<Float>
}

extension PolicyMetadata.ObservationKey {
  /// How far outside of its range a value may be, as a share of the range's width.
  static let tolerance: Float = 0.25
  /// A narrower column was constant in training, which says nothing about its unit; the trainers' normaliser draws the
  /// line here too.
  static let constantWidth: Float = 1e-4

  /// Whether something is known of what training saw.
  var hasRanges: Bool { ranges.count == columns || planes != nil }

  /// What training saw in a column that has a range; pixels lie from 0 to 1.
  func range(of column: Int) -> ClosedRange<Float> { planes == nil ? ranges[column] : 0...1 }

  /// The column, and the value in it, that lies farthest outside of what training saw, measured by the column's width;
  /// nil where none is more than a quarter of it outside.
  func farthestOutside(_ values: Span<Float>) -> (column: Int, value: Float)? {
    guard hasRanges else { return nil }
    var found: (column: Int, value: Float)?
    var farthest = Self.tolerance
    for column in 0..<columns {
      let range = range(of: column)
      let width = range.upperBound - range.lowerBound
      guard width > Self.constantWidth else { continue }
      var index = column
      while index < values.count {
        let value = values[index]
        let outside = max(range.lowerBound - value, value - range.upperBound) / width
        if outside > farthest { (farthest, found) = (outside, (column, value)) }
        index += columns
      }
    }
    return found
  }
}

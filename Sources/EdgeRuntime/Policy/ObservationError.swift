/// Why an observation was not taken; the policy keeps what it had.
public enum ObservationError: Error, Equatable, Sendable {
  /// The values do not fill the observation's shape.
  case wrongCount(expected: Int, found: Int)
  /// The value at `index` is NaN or infinite.
  case notFinite(index: Int)
  /// The frame has no part for key `key` (its index in `metadata.observations`).
  case missingFrame(key: Int)
  /// Pixels were given for key `key` (its index in `metadata.observations`), which is no image.
  case notAnImage(key: Int)
}

extension ObservationError: CustomStringConvertible {
  /// One line for people.
  @_optimize(size) public var description: String {
    switch self {
    case .wrongCount(let expected, let found): "expected \(expected) values, found \(found)"
    case .notFinite(let index): "value \(index) is not finite"
    case .missingFrame(let key): "the frame has no observation \(key)"
    case .notAnImage(let key): "observation \(key) is no image"
    }
  }
}

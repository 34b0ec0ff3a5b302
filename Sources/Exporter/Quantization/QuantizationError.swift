/// Why a policy file was not quantised.
public enum QuantizationError: Error, Equatable, Sendable {
  /// It holds int8 matrices.
  case alreadyQuantized(operation: String)
  /// No operation that has a matrix is called so, or is inside of it.
  case unknownLayer(String, names: [String])
  /// Nothing is left to quantise.
  case nothingToQuantize
}

extension QuantizationError: CustomStringConvertible {
  /// One line for people.
  public var description: String {
    switch self {
    case .alreadyQuantized(let operation):
      "is quantised already ('\(operation)' is int8); quantise the float file it was made from"
    case .unknownLayer(let name, _): "has no matrix called '\(name)'"
    case .nothingToQuantize: "has no matrix that would be quantised"
    }
  }
}

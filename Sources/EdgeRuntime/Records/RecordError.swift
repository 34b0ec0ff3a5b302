/// Why a record of observations (or a golden record) does not fit a policy.
public enum RecordError: Error, Equatable, Sendable {
  /// The file itself is not sound.
  case safetensors(SafetensorsError)
  /// The record lacks the tensor `name` of the given shape.
  case missing(name: String, shape: [Int])
  /// The tensor `name` has another shape than the policy reads.
  case wrongShape(name: String, expected: [Int], found: [Int])
  /// The tensor `name` holds NaN or an infinity at `element`.
  case notFinite(name: String, element: Int)
  /// The policy does not take the record's values.
  case observation(ObservationError)
  /// A golden record larger than a policy file may hold.
  case tooLarge(byteCount: Int)
  /// The record holds neither layers nor outputs to compare.
  case nothingToCompare
}

extension RecordError: CustomStringConvertible {
  /// One line for people.
  @_optimize(size) public var description: String {
    switch self {
    case .safetensors(let error): error.description
    case .missing(let name, let shape):
      "has no tensor '\(PrintableName.text(of: name))'; expected one of shape \(RecordError.text(shape))"
    case .wrongShape(let name, let expected, let found):
      "tensor '\(PrintableName.text(of: name))' has shape \(RecordError.text(found)), "
        + "expected \(RecordError.text(expected))"
    case .notFinite(let name, let element):
      "tensor '\(PrintableName.text(of: name))': element \(element) is not finite"
    case .observation(let error): error.description
    case .tooLarge(let byteCount):
      "the golden record has \(byteCount) bytes; at most \(FormatLimits.goldenByteCount) are read"
    case .nothingToCompare: "holds no 'layer.' or 'output.' tensor to compare with"
    }
  }

  private static func text(_ shape: [Int]) -> String {
    var text = "("
    for (index, extent) in shape.enumerated() { text += index == 0 ? "\(extent)" : ", \(extent)" }
    return text + ")"
  }
}

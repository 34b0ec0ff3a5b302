/// Why a set of kernels cannot be used.
public enum KernelSetError: Error, Equatable, Sendable {
  /// There is no set of this name.
  case unknown(String)
  /// The set exists, but this processor lacks its instructions.
  case unavailable(String)
}

extension KernelSetError: CustomStringConvertible {
  /// One line for people, with what would have worked.
  @_optimize(size) public var description: String {
    var choices = ""
    for set in KernelSet.available { choices += choices.isEmpty ? set.name : ", \(set.name)" }
    return switch self {
    case .unknown(let name): "there are no kernels called '\(name)'; available here: \(choices)"
    case .unavailable(let name): "this processor cannot run the kernels '\(name)'; available here: \(choices)"
    }
  }
}

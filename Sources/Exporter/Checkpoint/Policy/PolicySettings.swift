/// Asks a configuration for values of a kind.
struct PolicySettings {
  let root: ConfigurationNode?

  /// The first of several paths that has a value other than nothing, and the value.
  private func find(_ paths: [String]) throws(CheckpointError) -> (path: String, node: ConfigurationNode)? {
    guard let root else { return nil }
    for path in paths {
      if let node = try root.value(at: path), node != .null { return (path, node) }
    }
    return nil
  }

  private func wrongKind(_ path: String, _ expected: String, _ node: ConfigurationNode) -> CheckpointError {
    .configuration(.wrongKind(path: path, expected: expected, found: node.kind))
  }

  /// A truth value, if there is one.
  func boolean(_ paths: String...) throws(CheckpointError) -> Bool? {
    guard let (path, node) = try find(paths) else { return nil }
    guard case .boolean(let value) = node else { throw wrongKind(path, "a truth value", node) }
    return value
  }

  /// Text, if there is some.
  func text(_ paths: String...) throws(CheckpointError) -> String? {
    guard let (path, node) = try find(paths) else { return nil }
    guard case .string(let value) = node else { throw wrongKind(path, "text", node) }
    return value
  }

  /// An integer, if there is one.
  func integer(_ paths: [String]) throws(CheckpointError) -> Int? {
    guard let (path, node) = try find(paths) else { return nil }
    guard case .integer(let value) = node else { throw wrongKind(path, "an integer", node) }
    return value
  }

  /// A number, if there is one.
  func real(_ paths: String...) throws(CheckpointError) -> Double? {
    guard let (path, node) = try find(paths) else { return nil }
    switch node {
    case .integer(let value): return Double(value)
    case .real(let value): return value
    default: throw wrongKind(path, "a number", node)
    }
  }

  /// A list of integers, if there is one; references among its elements are followed.
  func integers(_ paths: [String]) throws(CheckpointError) -> [Int]? {
    guard let (path, node) = try find(paths) else { return nil }
    guard case .list(let elements) = node else { throw wrongKind(path, "a list of integers", node) }
    var result: [Int] = []
    for index in elements.indices.prefix(CheckpointLimits.levelCount + 1) {
      guard let value = try integer(["\(path).\(index)"]) else {
        throw wrongKind(path, "a list of integers", elements[index])
      }
      result.append(value)
    }
    return result
  }

  /// Where shapes of observations and actions stand: the policy's own, the whole configuration's, the task's.
  static func shapePaths(_ name: String) -> [String] {
    ["policy.shape_meta.", "shape_meta.", "task.shape_meta."].map { $0 + name + ".shape" }
  }

  /// A number in the order of trust: the user's, the configuration's, the tensors'.
  ///
  /// What the tensors tell must agree with whatever was chosen.
  func number(
    _ paths: [String], override: Int?, tensors: Int?, flag: PolicyFlag
  ) throws(CheckpointError) -> Int {
    let name = paths[0]
    var chosen = override
    if chosen == nil { chosen = try configured(paths, flag: flag) ?? tensors }
    guard let value = chosen else { throw .policy(.missing(path: name, flag: flag)) }
    let isCount = (1...CheckpointLimits.policyExtent).contains(value)
    guard isCount || (value == 0 && flag == .robotPointCount) else {
      throw .policy(
        .outOfRange(path: name, value: value, expected: "1...\(CheckpointLimits.policyExtent)", flag: flag))
    }
    if let tensors, tensors != value {
      throw .policy(.contradiction(path: name, said: [value], found: [tensors], flag: flag))
    }
    return value
  }

  private func configured(_ paths: [String], flag: PolicyFlag) throws(CheckpointError) -> Int? {
    do throws(CheckpointError) { return try integer(paths) } catch {
      guard case .configuration(.unresolvable(let path, let text)) = error else { throw error }
      throw .policy(.unresolvable(path: path, text: text, flag: flag))
    }
  }

  /// Refuses a configured value that contradicts the tensors.
  func agree(_ path: String, _ said: [Int]?, with found: [Int]) throws(CheckpointError) {
    guard let said, said != found else { return }
    throw .policy(.contradiction(path: path, said: said, found: found, flag: nil))
  }
}

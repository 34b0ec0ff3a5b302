/// Asks a configuration for values of a kind, and keeps a list of what nobody says.
struct PolicySettings {
  let root: ConfigurationNode?
  /// What neither flags, configuration nor tensors say.
  private(set) var missing: [PolicyError.Missing] = []

  init(root: ConfigurationNode?) { self.root = root }

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

  /// Whether there is a dictionary.
  func hasSection(_ path: String) throws(CheckpointError) -> Bool {
    if case .dictionary? = try find([path])?.node { true } else { false }
  }

  /// A truth value, or 0 or 1, if there is one.
  func boolean(_ paths: String...) throws(CheckpointError) -> Bool? {
    guard let (path, node) = try find(paths) else { return nil }
    guard let value = node.truth else { throw wrongKind(path, "a truth value", node) }
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

  /// A list of at most `limit` numbers, if there is one.
  func reals(_ path: String, limit: Int) throws(CheckpointError) -> [Double]? {
    guard let (path, node) = try find([path]) else { return nil }
    guard case .list(let elements) = node, elements.count <= limit else {
      throw wrongKind(path, "a list of at most \(limit) numbers", node)
    }
    var result: [Double] = []
    for index in elements.indices {
      guard let value = try real("\(path).\(index)") else {
        throw wrongKind(path, "a list of numbers", elements[index])
      }
      result.append(value)
    }
    return result
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
  static let shapePlaces = ["policy.shape_meta", "shape_meta", "task.shape_meta"]

  static func shapePaths(_ name: String) -> [String] { shapePlaces.map { "\($0).\(name).shape" } }

  /// Remembers what has to be said by a flag.
  mutating func miss(_ path: String, _ flag: PolicyFlag) {
    missing.append(PolicyError.Missing(path: path, flag: flag))
  }

  /// A number in the order of trust: the user's, the configuration's, the tensors'.
  ///
  /// What the tensors tell must agree with whatever was chosen. A number that nobody says is remembered as missing, and
  /// 1 stands for it.
  mutating func number(
    _ paths: [String], override: Int?, tensors: Int?, flag: PolicyFlag
  ) throws(CheckpointError) -> Int {
    let name = paths[0]
    var chosen = override
    if chosen == nil { chosen = try configured(paths, tensors: tensors, flag: flag) ?? tensors }
    guard let value = chosen else {
      miss(name, flag)
      return 1
    }
    let isCount = (1...CheckpointLimits.policyExtent).contains(value)
    guard isCount || (value == 0 && flag == .robotPointCount) else {
      throw .policy(
        .outOfRange(path: name, value: value, expected: "1...\(CheckpointLimits.policyExtent)", flag: flag))
    }
    if let tensors, tensors != value {
      if override != nil { throw .policy(.flagContradicts(flag, said: value, found: tensors)) }
      throw .policy(.contradiction(path: name, said: [value], found: [tensors], flag: flag))
    }
    return value
  }

  private func configured(_ paths: [String], tensors: Int?, flag: PolicyFlag) throws(CheckpointError) -> Int? {
    do throws(CheckpointError) { return try integer(paths) } catch {
      guard case .configuration(.unresolvable(let path, let text)) = error else { throw error }
      if let tensors { return tensors }
      throw .policy(.unresolvable(path: path, text: text, flag: flag))
    }
  }

  /// Refuses a configured value that contradicts the tensors; an expression that is not evaluated yields to them.
  func agree(
    _ path: String, with found: [Int], _ read: () throws(CheckpointError) -> [Int]?
  ) throws(CheckpointError) {
    do throws(CheckpointError) {
      guard let said = try read(), said != found else { return }
      throw CheckpointError.policy(.contradiction(path: path, said: said, found: found, flag: nil))
    } catch {
      if case .configuration(.unresolvable) = error { return }
      throw error
    }
  }
}

extension PolicySettings {
  /// Refuses a shape in the configuration of other columns than the tensors'.
  ///
  /// A shape of several extents is flattened to columns.
  func agreeOnColumns(of name: String, with width: Int) throws(CheckpointError) {
    let paths = PolicySettings.shapePaths(name)
    try agree(paths[0], with: [width]) { () throws(CheckpointError) in
      try integers(paths).map { extents in
        let columns = extents.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
        return columns == width ? [width] : extents
      }
    }
  }
}

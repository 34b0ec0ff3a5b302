/// Holds a configuration against the tables of known settings.
struct SettingReview {
  private let root: ConfigurationNode
  /// Paths of keys that no table has, in the configuration's order.
  private(set) var unknown: [String] = []

  init(_ root: ConfigurationNode) { self.root = root }

  /// Refuses values that a table does not allow at `place`, and remembers keys that it does not have.
  mutating func review(_ table: SettingTable, at place: String) throws(CheckpointError) {
    try review(table, at: place, inside: [])
  }

  private mutating func review(
    _ table: SettingTable, at place: String, inside names: [String]
  ) throws(CheckpointError) {
    let path = ([place] + names).joined(separator: ".")
    guard case .dictionary(let entries)? = try root.value(at: path) else { return }
    for entry in entries {
      let key = names + [entry.key]
      guard let setting = table.settings.first(where: { $0.matches(key) }) else {
        unknown.append("\(path).\(entry.key)")
        continue
      }
      switch setting.fate {
      case .honoured, .harmless, .table: continue
      case .section: try review(table, at: place, inside: key)
      case .required(let values): try require(values, at: "\(path).\(entry.key)")
      }
    }
  }

  private func require(_ values: [ConfigurationNode], at path: String) throws(CheckpointError) {
    let value = try root.value(at: path) ?? .null
    guard !values.contains(where: { $0 == value || $0.truth == value.truth && value.truth != nil }) else { return }
    let expected = values.filter { $0 != .null }.map(\.text).joined(separator: " or ")
    throw .policy(.unsupported(path: path, value: value.text, expected: expected))
  }
}

extension ConfigurationNode {
  /// Python's reading of it as a condition: a truth value, or 0 and 1; nil for anything else.
  var truth: Bool? {
    switch self {
    case .boolean(let value): value
    case .integer(0): false
    case .integer(1): true
    default: nil
    }
  }

  /// A scalar as a configuration would be written, else its kind.
  var text: String {
    switch self {
    case .string(let text): text
    case .integer(let value): "\(value)"
    case .real(let value): "\(value)"
    case .boolean(let value): "\(value)"
    case .null: "null"
    case .dictionary, .list, .opaque: kind
    }
  }
}

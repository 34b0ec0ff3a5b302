import EdgeRuntime

/// Holds what a user changed of a configuration against the settings that a policy reads.
struct ChangeReview {
  /// Tables of the policy and where each stands.
  private let tables: [(table: SettingTable, place: String)]
  private let root: ConfigurationNode

  /// Settings outside of every table that choose among what a checkpoint holds.
  private static let others = ["training.use_ema", "name", "use_consistency_model"]

  /// - Parameter policy: The table of the policy's own settings.
  init(_ root: ConfigurationNode, _ policy: SettingTable, scheduler: ConfiguredScheduler) {
    self.root = root
    tables =
      [(policy, policy.place)] + (scheduler.place.map { [(scheduler.table, $0)] } ?? [])
      + PolicySettings.shapePlaces.map { (policy.shapes, $0) }
  }

  /// Refuses a change that does nothing.
  func check(_ changes: [ConfigurationChange]) throws(CheckpointError) {
    let referred = changes.isEmpty ? [] : referredPaths()
    for change in changes where !Self.others.contains(change.path) {
      guard let setting = setting(at: change.path) else {
        if referred.contains(change.path) { continue }
        throw .policy(.unknownSetting(path: change.path, nearest: nearest(to: change.path)))
      }
      switch setting.fate {
      case .honoured, .required: continue
      case .harmless: throw .policy(.unusedSetting(path: change.path, why: setting.note))
      case .section, .table: throw .policy(.unusedSetting(path: change.path, why: "set a name inside of it"))
      }
    }
  }

  private func setting(at path: String) -> Setting? {
    for (table, place) in tables {
      guard path.hasPrefix(place + ".") else { continue }
      let names = path.dropFirst(place.count + 1).split(separator: ".").map(String.init)
      // A place in a list is part of it.
      let whole = names.last.flatMap { Int($0) } == nil ? names : names.dropLast()
      if let setting = table.settings.first(where: { $0.matches(whole) }) { return setting }
    }
    return nil
  }

  /// The paths that the policy's values refer to, directly or through others.
  private func referredPaths() -> Set<String> {
    var found: Set<String> = []
    var waiting = (["policy"] + PolicySettings.shapePlaces).compactMap { root.literal(at: $0) }
    while let node = waiting.popLast() {
      switch node {
      case .list(let elements): waiting += elements
      case .dictionary(let entries): waiting += entries.map(\.value)
      case .string(let text):
        for part in text.split(separator: "${").dropFirst(text.hasPrefix("${") ? 0 : 1) {
          let path = String(part.prefix { $0 != "}" && $0 != ":" })
          guard found.insert(path).inserted, let next = root.literal(at: path) else { continue }
          waiting.append(next)
        }
      default: continue
      }
    }
    return found
  }

  private func nearest(to path: String) -> String? {
    let names = tables.flatMap { entry in entry.table.settings.map { "\(entry.place).\($0.path)" } }
    return names.first { $0.split(separator: ".").last == path.split(separator: ".").last }
  }
}

extension ConfigurationNode {
  /// What stands at a path, no reference followed.
  fileprivate func literal(at path: String) -> ConfigurationNode? {
    var node = self
    for name in path.split(separator: ".") {
      guard let child = node.child(String(name)) else { return nil }
      node = child
    }
    return node
  }
}

import EdgeRuntime

/// Reads the zip archives that `torch.save` writes.
enum TorchArchive {
  /// The state dicts and configuration of `file`.
  static func read(_ file: borrowing InputFile, strict: Bool) throws(CheckpointError) -> CheckpointContents {
    guard file.byteCount > 0 else { throw .zip(.tooShort(byteCount: 0)) }
    let start = try file.bytes(count: Int(min(file.byteCount, 512)), at: 0)
    if !start.starts(with: [0x50, 0x4B]),
      let format = ForeignFormat(firstBytes: start, fileByteCount: file.byteCount)
    {
      throw .foreign(format)
    }
    let archive = try ZipArchive(of: file)
    guard let member = archive["data.pkl"] else { throw .zip(.pickleMissing) }
    guard member.byteCount <= CheckpointLimits.pickleByteCount else {
      throw .pickle(.tooLarge(byteCount: member.byteCount))
    }
    let graph = try PickleMachine.read(
      try ZipArchive.bytes(of: member, in: file), archive: archive, strict: strict)
    return try contents(of: graph)
  }

  /// What the pickle says is in the file.
  static func contents(of graph: PickleGraph) throws(CheckpointError) -> CheckpointContents {
    let opaque = Set(graph.globals.filter { $0.meaning == .opaque }.map(\.fullName)).sorted()
    var contents = CheckpointContents(stateDicts: try stateDicts(of: graph), opaqueGlobals: opaque)
    if let root = graph.value(of: "cfg", in: graph.root) {
      contents.configuration = try configuration(at: root, of: graph)
    }
    return contents
  }

  /// The trainer's configuration; nil where `None` stands for it.
  private static func configuration(at root: Int, of graph: PickleGraph) throws(CheckpointError) -> ConfigurationNode? {
    switch try ConfigurationBuilder.build(root, of: graph) {
    case .null: return nil
    case .dictionary(let entries): return .dictionary(entries)
    case let other:
      guard case .object(let number) = graph.nodes[root] else {
        throw .configuration(.notADictionary(found: other.kind))
      }
      throw .configuration(.notADictionary(found: graph.className(of: number)))
    }
  }

  /// The state dicts of a file: a trainer's `state_dicts`, the file itself, or dictionaries of tensors one level down.
  private static func stateDicts(of graph: PickleGraph) throws(CheckpointError) -> [StateDict] {
    guard let items = graph.items(graph.root) else {
      if case .object(let number) = graph.nodes[graph.root] {
        throw .pickle(.wholeObject(className: graph.className(of: number)))
      }
      throw .pickle(.notADictionaryAtTop(found: graph.nodes[graph.root].kind))
    }
    if let groups = graph.value(of: "state_dicts", in: graph.root) {
      guard let entries = graph.items(groups) else { throw .pickle(.noStateDict(keys: ["state_dicts"])) }
      return try stateDicts(entries, of: graph)
    }
    func hasTensors(_ node: Int) -> Bool {
      graph.items(node)?.contains { graph.nodes[$0.value].kind == .tensor && graph.text($0.key) != nil } ?? false
    }
    if hasTensors(graph.root) { return try stateDict(named: "model", at: graph.root, of: graph) }
    let inner = items.filter { hasTensors($0.value) }
    guard inner.isEmpty else { return try stateDicts(inner, of: graph) }
    throw .pickle(unreadable(items, of: graph))
  }

  private static func stateDicts(
    _ entries: [(key: Int, value: Int)], of graph: PickleGraph
  ) throws(CheckpointError) -> [StateDict] {
    var result: [StateDict] = []
    var seen: Set<String> = []
    for (key, value) in entries {
      guard let name = graph.text(key) else { throw .pickle(.keyNotText(found: graph.nodes[key].kind)) }
      guard seen.insert(name).inserted else { throw .pickle(.duplicateKey(name)) }
      result += try stateDict(named: name, at: value, of: graph)
    }
    return result
  }

  /// Why a dictionary without tensors is refused: for the object or the shards in their place, else for its keys.
  private static func unreadable(_ items: [(key: Int, value: Int)], of graph: PickleGraph) -> PickleError {
    for item in items {
      if case .object(let number) = graph.nodes[item.value], let key = graph.text(item.key),
        ["model", "policy", "net", "network", "ema", "ema_model", "state_dict"].contains(key)
      {
        return .wholeObject(className: graph.className(of: number))
      }
    }
    if let shard = graph.globals.first(where: { $0.name == "ShardedTensor" || $0.name == "DTensor" }) {
      return .sharded(className: shard.fullName)
    }
    // One name more than a message lists: the rest may be huge.
    let shown = items.prefix(CheckpointLimits.listedNameCount + 1)
    return .noStateDict(keys: shown.compactMap { graph.text($0.key) })
  }

  /// The tensors of a dictionary; whatever else is in it is only remembered by kind.
  private static func stateDict(
    named name: String, at node: Int, of graph: PickleGraph
  ) throws(CheckpointError) -> [StateDict] {
    var result = StateDict(name: name)
    for (key, value) in graph.items(node) ?? [] {
      guard let name = graph.text(key) else { continue }
      if case .tensor(let number) = graph.nodes[value] {
        try result.add(graph.tensors[number], named: name)
      } else {
        try result.addOther(graph.nodes[value].kind, named: name)
      }
    }
    return try result.unwrapped()
  }
}

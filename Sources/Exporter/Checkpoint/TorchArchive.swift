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

  private static func contents(of graph: PickleGraph) throws(CheckpointError) -> CheckpointContents {
    guard let items = graph.items(graph.root) else { throw .pickle(.noStateDict(keys: [])) }
    let opaque = Set(graph.globals.filter { $0.meaning == .opaque }.map(\.fullName)).sorted()
    guard let groups = graph.value(of: "state_dicts", in: graph.root) else {
      let hasTensor = items.contains { graph.nodes[$0.value].kind == .tensor }
      guard hasTensor else {
        // One name more than a message lists: the rest may be huge.
        let shown = items.prefix(CheckpointLimits.listedNameCount + 1)
        throw .pickle(.noStateDict(keys: shown.compactMap { graph.text($0.key) }))
      }
      let model = try stateDict(named: "model", at: graph.root, of: graph)
      return CheckpointContents(stateDicts: [model], opaqueGlobals: opaque)
    }
    guard let entries = graph.items(groups) else { throw .pickle(.noStateDict(keys: ["state_dicts"])) }
    var stateDicts: [StateDict] = []
    var seen: Set<String> = []
    for (key, value) in entries {
      guard let name = graph.text(key) else { throw .pickle(.keyNotText(found: graph.nodes[key].kind)) }
      guard seen.insert(name).inserted else { throw .pickle(.duplicateKey(name)) }
      stateDicts.append(try stateDict(named: name, at: value, of: graph))
    }
    var configuration: ConfigurationNode?
    if let root = graph.value(of: "cfg", in: graph.root) {
      configuration = try ConfigurationBuilder.build(root, of: graph)
    }
    return CheckpointContents(stateDicts: stateDicts, configuration: configuration, opaqueGlobals: opaque)
  }

  /// The tensors of a dictionary; whatever else is in it is only remembered by kind.
  private static func stateDict(
    named name: String, at node: Int, of graph: PickleGraph
  ) throws(CheckpointError) -> StateDict {
    var result = StateDict(name: name)
    for (key, value) in graph.items(node) ?? [] {
      guard let name = graph.text(key) else { throw .pickle(.keyNotText(found: graph.nodes[key].kind)) }
      if case .tensor(let number) = graph.nodes[value] {
        try result.add(graph.tensors[number], named: name)
      } else {
        try result.addOther(graph.nodes[value].kind, named: name)
      }
    }
    return result.removingWrapperPrefix()
  }
}

/// Instructions that name and call things in Python; here they only make values.
extension PickleMachine {
  mutating func pushGlobal(_ opcode: PickleOpcode) throws(CheckpointError) {
    let module: Range<Int>
    let name: Range<Int>
    if opcode == .global {
      let limit = CheckpointLimits.globalNameByteCount
      guard let first = reader.line(limit: limit), let second = reader.line(limit: limit) else {
        throw .pickle(.badGlobalName(offset: offset))
      }
      (module, name) = (first, second)
    } else {
      guard case .text(let second) = graph.nodes[try pop()], case .text(let first) = graph.nodes[try pop()]
      else { throw .pickle(.badGlobalName(offset: offset)) }
      (module, name) = (first, second)
    }
    guard PickleGlobal.isWellFormed(module: graph.bytes[module], name: graph.bytes[name]) else {
      throw .pickle(.badGlobalName(offset: offset))
    }
    let global = PickleGlobal(
      module: String(decoding: graph.bytes[module], as: UTF8.self),
      name: String(decoding: graph.bytes[name], as: UTF8.self))
    if isStrict, global.meaning == .opaque {
      throw .pickle(.disallowedGlobal(offset: offset, name: global.fullName))
    }
    if let number = globalNumbers[global] { return try push(.global(number)) }
    guard graph.globals.count < CheckpointLimits.globalCount else { throw .pickle(.tooManyGlobals(offset: offset)) }
    graph.globals.append(global)
    globalNumbers[global] = graph.globals.count - 1
    try push(.global(graph.globals.count - 1))
  }

  mutating func call(_ opcode: PickleOpcode) throws(CheckpointError) {
    let keywords = opcode == .newObjectWithKeywords ? try pop() : nil
    let arguments = try pop()
    let callable = try pop()
    switch graph.nodes[callable] {
    case .global, .object: break
    case let other: throw .pickle(.notCallable(offset: offset, found: other.kind))
    }
    guard case .tuple(let number) = graph.nodes[arguments] else {
      throw .pickle(.badArguments(offset: offset))
    }
    if let keywords, graph.nodes[keywords].kind != .dictionary {
      throw .pickle(.badArguments(offset: offset))
    }
    let values = graph.sequences[number]
    switch graph.meaning(callable) {
    case .dictionary where values.isEmpty || (values.count == 1 && graph.nodes[values[0]].kind != .list):
      try pushDictionary()
    case .encode where opcode == .reduce:
      guard values.count == 2, graph.nodes[values[0]].kind == .text, graph.isText(values[1], "latin1") else {
        throw .pickle(.badArguments(offset: offset))
      }
      try push(.bytes)
    case .tensor where opcode == .reduce: try pushTensor(values)
    case .parameter where opcode == .reduce:
      guard values.count == 3, case .tensor = graph.nodes[values[0]] else {
        throw .pickle(.badTensor(offset: offset))
      }
      stack.append(values[0])
    default:
      graph.objects.append(PickleObject(callable: callable, arguments: arguments))
      try push(.object(graph.objects.count - 1), above: [callable, arguments])
    }
  }

  mutating func build() throws(CheckpointError) {
    let state = try pop()
    let target = try top()
    switch graph.nodes[target] {
    case .object(let number):
      graph.objects[number].state = state
      try attach(state, to: target)
    case .dictionary:
      // State dicts carry version numbers of their modules, `_metadata`, as an attribute.
      guard graph.nodes[state].kind == .dictionary else { throw .pickle(.badArguments(offset: offset)) }
    case let other: throw .pickle(.badBuildTarget(offset: offset, found: other.kind))
    }
  }

  /// `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks[, metadata])`.
  private mutating func pushTensor(_ values: [Int]) throws(CheckpointError) {
    let bad = PickleError.badTensor(offset: offset)
    guard values.count == 6 || (values.count == 7 && graph.nodes[values[6]].kind == .none),
      case .storage(let storage) = graph.nodes[values[0]],
      case .integer(let elementOffset) = graph.nodes[values[1]],
      let shape = try integers(values[2]), let strides = try integers(values[3]),
      graph.nodes[values[4]].kind == .boolean, graph.nodes[values[5]].kind == .dictionary
    else { throw .pickle(bad) }
    graph.tensors.append(
      try StoredTensor(
        shape: shape, strides: strides, elementOffset: elementOffset, storage: graph.storages[storage],
        at: offset))
    try push(.tensor(graph.tensors.count - 1))
  }

  private func integers(_ node: Int) throws(CheckpointError) -> [Int]? {
    guard case .tuple(let number) = graph.nodes[node] else { return nil }
    let rank = graph.sequences[number].count
    guard rank <= CheckpointLimits.rank else { throw .tensor(.rankTooLarge(offset: offset, rank: rank)) }
    var result: [Int] = []
    for element in graph.sequences[number] {
      guard case .integer(let value) = graph.nodes[element] else { return nil }
      result.append(value)
    }
    return result
  }

  /// BINPERSID: ('storage', type, key, location, count).
  mutating func pushStorage() throws(CheckpointError) {
    guard case .tuple(let number) = graph.nodes[try pop()] else { throw .pickle(.badStorage(offset: offset)) }
    let parts = graph.sequences[number]
    guard parts.count == 5, graph.isText(parts[0], "storage"),
      case .global(let global) = graph.nodes[parts[1]],
      case .text(let keyRange) = graph.nodes[parts[2]], graph.nodes[parts[3]].kind == .text,
      case .integer(let count) = graph.nodes[parts[4]], count >= 0
    else { throw .pickle(.badStorage(offset: offset)) }
    guard case .storage(let type) = graph.globals[global].meaning else {
      throw .pickle(.unknownStorageType(offset: offset, name: graph.globals[global].fullName))
    }
    // Cut before it is copied: a long key may be mentioned often.
    let key = String(
      decoding: graph.bytes[keyRange].prefix(CheckpointLimits.shownNameCharacterCount), as: UTF8.self)
    guard (1...19).contains(keyRange.count),
      key.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { throw .pickle(.badStorageKey(offset: offset, key: key)) }
    if graph.isText(parts[3], "meta") { throw .pickle(.storageWithoutData(offset: offset, key: key)) }
    guard let member = archive?["data/" + key] else {
      throw .pickle(.storageMissing(offset: offset, key: key))
    }
    guard Checked.product(count, type.byteCount) == member.byteCount else {
      if storageNumbers[key] != nil { throw .pickle(.storageDisagrees(offset: offset, key: key)) }
      let expected = Checked.product(count, type.byteCount) ?? .max
      throw .tensor(.storageByteCount(key: key, expected: expected, found: member.byteCount))
    }
    let storage = TensorStorage(
      type: type, elementCount: count, fileOffset: member.dataOffset, checksum: member.promisedChecksum,
      name: member.name)
    if let known = storageNumbers[key] {
      guard graph.storages[known] == storage else {
        throw .pickle(.storageDisagrees(offset: offset, key: key))
      }
      return try push(.storage(known))
    }
    graph.storages.append(storage)
    storageNumbers[key] = graph.storages.count - 1
    try push(.storage(graph.storages.count - 1))
  }
}

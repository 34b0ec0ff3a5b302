/// A named group of tensors, in the order in which the file names them.
struct StateDict: Sendable {
  let name: String
  private(set) var names: [String] = []
  private(set) var tensors: [String: StoredTensor] = [:]
  /// Entries that are no tensors, such as an optimizer's.
  private(set) var others: [String: PickleKind] = [:]

  init(name: String) { self.name = name }

  /// Adds a tensor.
  mutating func add(_ tensor: StoredTensor, named name: String) throws(CheckpointError) {
    try Self.check(name)
    guard others[name] == nil, tensors.updateValue(tensor, forKey: name) == nil else {
      throw .tensor(.duplicateName(name))
    }
    names.append(name)
  }

  /// Adds an entry that is no tensor.
  mutating func addOther(_ kind: PickleKind, named name: String) throws(CheckpointError) {
    guard tensors[name] == nil, others.updateValue(kind, forKey: name) == nil else {
      throw .tensor(.duplicateName(name))
    }
  }

  /// Bytes of all tensors, had each its own storage; nil when that is beyond 63 bits.
  var logicalByteCount: Int? {
    var total = 0
    for name in names {
      guard let tensor = tensors[name],
        let next = Checked.sum(total, tensor.count * tensor.storage.type.byteCount)
      else { return nil }
      total = next
    }
    return total
  }

  /// The state dicts of the policies in this one, under the names that a policy has inside its wrappers.
  ///
  /// Mostly one. Where a file keeps several side by side ("policy.…", "ema_policy.…"), each becomes a state dict
  /// named by its prefix. Tensors beside the policies' stay with the first, which is refused for them by name.
  func unwrapped() throws(CheckpointError) -> [StateDict] {
    var plain = StateDict(name: name)
    plain.others = others
    for name in names {
      if let tensor = tensors[name] { try plain.add(tensor, named: WrapperNames.unwrapped(name)) }
    }
    let prefixes = WrapperNames.prefixes(of: plain.names)
    guard prefixes.first?.isEmpty == false else { return [plain] }
    var result: [StateDict] = []
    for prefix in prefixes {
      let own = prefixes.count == 1 ? name : String(prefix.dropLast())
      var policy = StateDict(name: own)
      if result.isEmpty { policy.others = others }
      for name in plain.names {
        let isOthers = prefixes.contains { $0 != prefix && name.hasPrefix($0) }
        guard let tensor = plain.tensors[name], !isOthers, result.isEmpty || name.hasPrefix(prefix) else { continue }
        try policy.add(tensor, named: name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name)
      }
      result.append(policy)
    }
    return result
  }

  private static func check(_ name: String) throws(CheckpointError) {
    let isPlain = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }
    guard isPlain, (1...CheckpointLimits.tensorNameByteCount).contains(name.utf8.count) else {
      throw .tensor(.badName(name))
    }
  }
}

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

  /// The same tensors under the names that a policy has inside its wrappers.
  ///
  /// Parallel training and compilation put one prefix before every name ("module.", "_orig_mod.").
  func removingWrapperPrefix() -> StateDict {
    let landmark = "model.down_modules.0.0.blocks.0.block.0.weight"
    guard tensors[landmark] == nil, let wrapped = names.first(where: { $0.hasSuffix("." + landmark) }) else {
      return self
    }
    let prefix = String(wrapped.dropLast(landmark.count))
    guard names.allSatisfy({ $0.hasPrefix(prefix) && $0.count > prefix.count }) else { return self }
    var result = StateDict(name: name)
    result.names = names.map { String($0.dropFirst(prefix.count)) }
    result.others = others
    for (old, new) in zip(names, result.names) { result.tensors[new] = tensors[old] }
    return result
  }

  private static func check(_ name: String) throws(CheckpointError) {
    let isPlain = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }
    guard isPlain, (1...CheckpointLimits.tensorNameByteCount).contains(name.utf8.count) else {
      throw .tensor(.badName(name))
    }
  }
}

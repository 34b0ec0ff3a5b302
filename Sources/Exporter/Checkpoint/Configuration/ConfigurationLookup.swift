extension ConfigurationNode {
  /// The value at a dotted path below this root, with plain references followed; nil when there is none.
  ///
  /// `${a.b}` refers from the root and `${.b}` from the value's own container, as in OmegaConf. Other expressions
  /// (`${eval:…}`, `${now:…}`, text around a reference) are an error when they are asked for, not before.
  public func value(at path: String) throws(CheckpointError) -> ConfigurationNode? {
    var pending = path.split(separator: ".").map(String.init)[...]
    var location: [String] = []
    var current = self
    var referenceCount = 0
    // How many of the pending names were asked for, as opposed to those of a reference before them.
    var askedCount = pending.count
    while true {
      if case .string(let text) = current, text.contains("${") {
        referenceCount += 1
        guard referenceCount <= CheckpointLimits.referenceCount else {
          throw .configuration(.circularReference(path: path))
        }
        guard let target = Self.target(of: text, at: location) else {
          throw .configuration(.unresolvable(path: path, text: text))
        }
        askedCount = min(askedCount, pending.count)
        pending = (target + pending)[...]
        location = []
        current = self
        continue
      }
      guard let next = pending.popFirst() else { return current == .string("???") ? nil : current }
      guard let child = current.child(next) else {
        if pending.count < askedCount { return nil }
        throw .configuration(
          .danglingReference(path: path, reference: (location + [next]).joined(separator: ".")))
      }
      location.append(next)
      current = child
    }
  }

  /// The absolute path that a plain reference in the value at `location` means.
  private static func target(of text: String, at location: [String]) -> [String]? {
    guard text.hasPrefix("${"), text.hasSuffix("}"), text.utf8.count <= CheckpointLimits.tensorNameByteCount
    else {
      return nil
    }
    let inside = text.dropFirst(2).dropLast()
    let dots = inside.prefix { $0 == "." }.count
    let names = inside.dropFirst(dots).split(separator: ".", omittingEmptySubsequences: false).map(
      String.init)
    let plain = names.allSatisfy { name in
      !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-/@".contains($0)) }
    }
    guard plain, dots <= location.count else { return nil }
    return dots == 0 ? names : Array(location.dropLast(dots)) + names
  }
}

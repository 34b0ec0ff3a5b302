extension ConfigurationNode {
  /// The value at a dotted path below this root, with references followed; nil when there is none.
  ///
  /// `${a.b}` refers from the root and `${.b}` from the value's own container, as in OmegaConf; `${eval:…}` is
  /// evaluated where it is plain arithmetic (`ConfigurationExpression`). Other expressions (`${now:…}`, text around a
  /// reference) are an error when they are asked for, not before.
  public func value(at path: String) throws(CheckpointError) -> ConfigurationNode? {
    var referenceCount = 0
    return try value(at: path, &referenceCount)
  }

  private func value(at path: String, _ referenceCount: inout Int) throws(CheckpointError) -> ConfigurationNode? {
    var pending = path.split(separator: ".").map(String.init)[...]
    var location: [String] = []
    var current = self
    // How many of the pending names were asked for, as opposed to those of a reference before them.
    var askedCount = pending.count
    while true {
      if case .string(let text) = current, text.contains("${") {
        referenceCount += 1
        guard referenceCount <= CheckpointLimits.referenceCount else {
          throw .configuration(.circularReference(path: path))
        }
        guard let target = Self.target(of: text, at: location) else {
          let value = try evaluate(text, &referenceCount)
          // A number has nothing inside.
          guard let value, pending.isEmpty else { throw .configuration(.unresolvable(path: path, text: text)) }
          return value
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

  /// The value of `${eval:…}`, quoted or not, with references inside; nil where it is not plain arithmetic.
  private func evaluate(_ text: String, _ referenceCount: inout Int) throws(CheckpointError) -> ConfigurationNode? {
    let start = "${eval:"
    guard text.hasPrefix(start), text.hasSuffix("}"), text.utf8.count <= CheckpointLimits.tensorNameByteCount else {
      return nil
    }
    var rest = text.dropFirst(start.count).dropLast()
    for quote in ["'", "\""] where rest.count > 1 && rest.hasPrefix(quote) && rest.hasSuffix(quote) {
      rest = rest.dropFirst().dropLast()
    }
    var expression = ""
    while let reference = rest.firstRange(of: "${") {
      expression += rest[..<reference.lowerBound]
      guard let end = rest[reference.upperBound...].firstIndex(of: "}") else { return nil }
      let inside = String(rest[reference.lowerBound...end])
      guard let target = Self.target(of: inside, at: []) else { return nil }
      referenceCount += 1
      guard referenceCount <= CheckpointLimits.referenceCount else {
        throw .configuration(.circularReference(path: target.joined(separator: ".")))
      }
      guard let value = try value(at: target.joined(separator: "."), &referenceCount),
        let word = ConfigurationExpression.text(of: value)
      else { return nil }
      // Brackets keep a negative number one operand.
      expression += " (\(word)) "
      rest = rest[rest.index(after: end)...]
    }
    return ConfigurationExpression.value(of: expression + rest)
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

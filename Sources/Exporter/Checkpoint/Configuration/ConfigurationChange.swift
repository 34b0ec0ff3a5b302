/// A value of the configuration that the user gives another: `policy.noise_scheduler.clip_sample=false`.
public struct ConfigurationChange: Equatable, Sendable {
  /// The dotted path.
  public let path: String
  /// What is there from now on.
  public let value: ConfigurationNode

  /// Reads `PATH=VALUE` as Hydra's users write it; nil where it is none.
  ///
  /// A value is `null`, a truth value, a number, a list of such in square brackets, or else text, in quotes or not.
  public init?(_ text: String) {
    guard let equals = text.firstIndex(of: "=") else { return nil }
    let names = text[..<equals].split(separator: ".", omittingEmptySubsequences: false)
    let isPath = names.allSatisfy { name in
      !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
    }
    guard isPath, names.count <= CheckpointLimits.nestingDepth,
      let value = Self.value(of: text[text.index(after: equals)...])
    else { return nil }
    path = text[..<equals].description
    self.value = value
  }

  private init(path: String, value: ConfigurationNode) {
    self.path = path
    self.value = value
  }

  /// The same change where all names stand in a section, if its path does not begin there already.
  func inside(_ section: String) -> ConfigurationChange {
    path.hasPrefix(section + ".") ? self : ConfigurationChange(path: "\(section).\(path)", value: value)
  }

  private static func value(of text: Substring) -> ConfigurationNode? {
    if text.hasPrefix("[") {
      guard text.hasSuffix("]") else { return nil }
      let inside = text.dropFirst().dropLast()
      if inside.allSatisfy({ $0 == " " }) { return .list([]) }
      let elements = inside.split(separator: ",", omittingEmptySubsequences: false).map { element in
        element.contains("[") ? nil : scalar(element)
      }
      return elements.contains(nil) ? nil : .list(elements.compactMap { $0 })
    }
    return scalar(text)
  }

  private static func scalar(_ text: Substring) -> ConfigurationNode? {
    let word = text.drop { $0 == " " }.trimmingSuffix { $0 == " " }
    for quote in ["'", "\""] where word.count > 1 && word.hasPrefix(quote) && word.hasSuffix(quote) {
      return .string(String(word.dropFirst().dropLast()))
    }
    switch word {
    case "": return nil
    case "null", "None", "~": return .null
    case "true", "True": return .boolean(true)
    case "false", "False": return .boolean(false)
    default:
      if let number = Int(word) { return .integer(number) }
      // Swift reads words such as "infinity" and "nan" too, which are no numbers here.
      let isNumeric = word.allSatisfy { $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }
      if isNumeric, let number = Double(word), number.isFinite { return .real(number) }
      return .string(String(word))
    }
  }
}

extension ConfigurationChange: CustomStringConvertible {
  /// As it would be given.
  public var description: String {
    if case .list(let elements) = value { return "\(path)=[" + elements.map(\.text).joined(separator: ",") + "]" }
    return "\(path)=\(value.text)"
  }
}

extension Substring {
  fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> Substring {
    var rest = self
    while let last = rest.last, isTrimmed(last) { rest.removeLast() }
    return rest
  }
}

extension ConfigurationNode {
  /// This tree with a user's change made.
  func applying(_ change: ConfigurationChange) -> ConfigurationNode {
    setting(change.path.split(separator: ".").map(String.init)[...], to: change.value)
  }

  /// This tree with another value at a path, made where it is not there.
  func setting(_ names: ArraySlice<String>, to value: ConfigurationNode) -> ConfigurationNode {
    guard let name = names.first else { return value }
    if case .list(var elements) = self, let index = Int(name), elements.indices.contains(index) {
      elements[index] = elements[index].setting(names.dropFirst(), to: value)
      return .list(elements)
    }
    guard case .dictionary(var entries) = self else {
      return ConfigurationNode.dictionary([]).setting(names, to: value)
    }
    let inner = (child(name) ?? .dictionary([])).setting(names.dropFirst(), to: value)
    if let index = entries.firstIndex(where: { $0.key == name }) {
      entries[index] = Entry(key: name, value: inner)
    } else {
      entries.append(Entry(key: name, value: inner))
    }
    return .dictionary(entries)
  }
}

/// A name after a dot.
struct MemberMention {
  let name: String
  /// What stands before the dot, as `Type.name`.
  let qualifier: String?
  /// What takes it, as its first value or under this label: `carrier(.name` or `carrier: .name`.
  let carrier: String?
}

extension SourceFile {
  /// Every name that code says after a dot.
  var memberMentions: [MemberMention] {
    code.indices.filter { code[$0] == UInt8(ascii: ".") }.compactMap { dot in
      let name = code[(dot + 1)...].prefix(while: \.isNamePart)
      guard !name.isEmpty else { return nil }
      let qualifier = nameEnding(at: dot)
      var before = dot
      while before > 0, code[before - 1].isBlank || code[before - 1] == UInt8(ascii: "\n") { before -= 1 }
      let opens = before > 0 && [UInt8(ascii: "("), UInt8(ascii: ":")].contains(code[before - 1])
      return MemberMention(
        name: String(decoding: name, as: UTF8.self), qualifier: qualifier,
        carrier: opens ? nameEnding(at: before - 1) : nil)
    }
  }

  private func nameEnding(at end: Int) -> String? {
    let name = code[..<end].reversed().prefix(while: \.isNamePart).reversed()
    return name.isEmpty ? nil : String(decoding: Array(name), as: UTF8.self)
  }
}

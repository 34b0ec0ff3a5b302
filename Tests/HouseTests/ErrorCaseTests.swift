import TestSupport
import Testing

/// Every way of refusing is reached by a test: each case of an error type is named in Tests.
struct ErrorCaseTests {
  static let endings = ["Error", "Fault"]
  /// The libraries that meet foreign bytes.
  ///
  /// What the programs refuse is tested by their messages.
  static let folders = ["Sources/EdgeRuntime/", "Sources/Exporter/"]

  /// Cases of the error types a source declares, by type.
  static func cases(in source: SourceFile) -> [String: [String]] {
    guard source.language == .swift, folders.contains(where: source.path.hasPrefix) else { return [:] }
    var found: [String: [String]] = [:]
    for start in source.offsets(of: "enum") {
      let rest = source.code[(start + 4)...].drop(while: \.isBlank)
      let name = String(decoding: rest.prefix(while: \.isNamePart), as: UTF8.self)
      guard endings.contains(where: name.hasSuffix) else { continue }
      found[name, default: []] += names(ofCasesIn: body(source.code[start...]))
    }
    return found
  }

  /// What stands directly between the braces of a type: deeper braces and parentheses are left out.
  private static func body(_ code: ArraySlice<UInt8>) -> String {
    var (braces, parentheses) = (0, 0)
    var body: [UInt8] = []
    for byte in code {
      switch byte {
      case UInt8(ascii: "{"): braces += 1
      case UInt8(ascii: "}"):
        braces -= 1
        if braces == 0 { return String(decoding: body, as: UTF8.self) }
      case UInt8(ascii: "("): parentheses += 1
      case UInt8(ascii: ")"): parentheses -= 1
      default: if braces == 1 && parentheses == 0 { body.append(byte) }
      }
    }
    return ""
  }

  private static func names(ofCasesIn body: String) -> [String] {
    // A list of cases may go over lines after a comma.
    body.replacing(",\n", with: ",").split(separator: "\n").flatMap { line -> [String] in
      let words = line.drop { $0 == " " }
      guard words.hasPrefix("case ") else { return [] }
      return words.dropFirst(5).split(separator: ",").map { piece in
        let name = piece.drop { $0 == " " || $0 == "`" }
        return String(name.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
      }
    }
  }

  /// Cases that no test names, as `Type.case`.
  static func offences(cases: [String: [String]], carriers: [String: Set<String>], tests: [SourceFile]) -> [String] {
    var untested = cases.mapValues { Set($0) }
    for test in tests {
      let mentions = test.memberMentions
      let carried = { (mention: MemberMention) -> Set<String> in
        Set(carriers.keys.filter { type in mention.carrier.map { carriers[type]?.contains($0) == true } ?? false })
      }
      let spoken = Set(cases.keys.filter { !test.offsets(of: $0).isEmpty }).union(mentions.flatMap(carried))
      for mention in mentions {
        var types = mention.qualifier.map { [$0] } ?? carried(mention)
        if types.isEmpty {
          // Nothing before the dot tells the type: the file must speak of one alone that declares the case.
          types = spoken.filter { cases[$0]?.contains(mention.name) == true }
          if types.count > 1 { continue }
        }
        for type in types { untested[type]?.remove(mention.name) }
      }
    }
    return untested.flatMap { type, names in names.map { "\(type).\($0): no test names this case" } }.sorted()
  }

  /// What takes an error of a type inside of another: names of cases and labels, by type.
  static func carriers(in source: SourceFile, of types: some Collection<String>) -> [String: Set<String>] {
    let code = String(decoding: source.code, as: UTF8.self)
    var found: [String: Set<String>] = [:]
    for line in code.split(separator: "\n") {
      let words = line.drop { $0 == " " }
      guard words.hasPrefix("case ") else { continue }
      for type in types {
        for (start, end) in [("(", ")"), (": ", ")"), (": ", ",")] {
          guard let use = words.firstRange(of: start + type + end) else { continue }
          let name = words[..<use.lowerBound].reversed().prefix { $0.isLetter || $0.isNumber }
          found[type, default: []].insert(String(name.reversed()))
        }
      }
    }
    return found
  }

  @Test func everyErrorCaseIsTested() {
    let cases = Repository.sources.map(Self.cases).reduce(into: [:]) { $0.merge($1) { $0 + $1 } }
    #expect(cases["PolicyFileError"]?.contains("truncated") == true, "the search for cases finds nothing")
    let carriers = Repository.sources.filter { source in Self.folders.contains(where: source.path.hasPrefix) }
      .reduce(into: [String: Set<String>]()) { found, source in
        found.merge(Self.carriers(in: source, of: cases.keys)) { $0.union($1) }
      }
    #expect(carriers["ZipError"] == ["zip"], "the search for wrapping cases finds nothing")
    let tests = Repository.sources.filter { $0.path.hasPrefix("Tests/") && !$0.path.contains("/HouseTests/") }
    expectNone(Self.offences(cases: cases, carriers: carriers, tests: tests))
  }

  static let made = """
    public enum MadeError: Error {
      /// First.
      case first(index: Int, name: String)
      case second, `default`,
        third
      var text: String { switch self { case .fourth: "" } }
    }
    enum Other { case fifth }
    """

  @Test func findsCases() {
    let source = SourceFile(path: "Sources/Exporter/MadeError.swift", text: Self.made)
    #expect(Self.cases(in: source) == ["MadeError": ["first", "second", "default", "third"]])
  }

  @Test func findsWhatCarriesAnError() {
    let source = SourceFile(
      path: "Sources/Exporter/MadeError.swift", text: "case zip(MadeError)\n  case at(index: Int, fault: MadeError)")
    #expect(Self.carriers(in: source, of: ["MadeError"]) == ["MadeError": ["zip", "fault"]])
  }

  private static let cases = ["MadeError": ["first", "second", "third"], "OtherError": ["first", "second"]]

  private func untested(_ tests: String...) -> [String] {
    let tests = tests.map { SourceFile(path: "Tests/A.swift", text: $0) }
    return Self.offences(cases: Self.cases, carriers: ["OtherError": ["zip", "fault"]], tests: tests)
      .map { String($0.prefix { $0 != ":" }) }
  }

  @Test func refusesUntestedCases() {
    #expect(
      untested("throws: MadeError.first(index: 1)\n// .second\n.thirdly")
        == ["MadeError.second", "MadeError.third", "OtherError.first", "OtherError.second"])
    #expect(
      untested("MadeError.third; OuterError.zip(.first); (index: 1, fault: .second)")
        == ["MadeError.first", "MadeError.second"])
  }

  /// A bare name counts for the one type its file speaks of.
  @Test func takesNoNameForAnotherTypes() {
    let others = ["MadeError.third", "OtherError.first", "OtherError.second"]
    #expect(untested("func expect(_ error: MadeError)\n expect(.first); expect(.second)") == others)
    #expect(untested("MadeError, OtherError: expect(.first); expect(.second); expect(.third)").count == 4)
    #expect(untested("expect(.first); expect(.second); expect(.third)").count == 5)
  }
}

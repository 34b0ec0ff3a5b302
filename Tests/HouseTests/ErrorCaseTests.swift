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

  static func offences(cases: [String: [String]], tests: [SourceFile]) -> [String] {
    let named = tests.reduce(into: Set<String>()) { $0.formUnion($1.memberNames) }
    return cases.sorted { $0.key < $1.key }.flatMap { type, names in
      names.filter { !named.contains($0) }.map { "\(type).\($0): no test names this case" }
    }
  }

  @Test func everyErrorCaseIsTested() {
    let cases = Repository.sources.map(Self.cases).reduce(into: [:]) { $0.merge($1) { $0 + $1 } }
    #expect(cases["PolicyFileError"]?.contains("truncated") == true, "the search for cases finds nothing")
    let tests = Repository.sources.filter { $0.path.hasPrefix("Tests/") && !$0.path.contains("/HouseTests/") }
    expectNone(Self.offences(cases: cases, tests: tests))
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

  @Test func refusesUntestedCases() {
    let test = SourceFile(
      path: "Tests/A.swift", text: "throws: MadeError.first(index: 1)\n// .second\n.thirdly")
    let cases = ["MadeError": ["first", "second", "third"]]
    #expect(Self.offences(cases: cases, tests: [test]).count == 2)
  }
}

extension SourceFile {
  /// Every name that code says after a dot.
  fileprivate var memberNames: Set<String> {
    Set(
      code.split(separator: UInt8(ascii: ".")).dropFirst().map {
        String(decoding: $0.prefix(while: \.isNamePart), as: UTF8.self)
      })
  }
}

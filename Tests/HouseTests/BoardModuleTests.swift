import TestSupport
import Testing

/// The modules of the board are the same ones wherever they are told.
struct BoardModuleTests {
  /// Names of the targets that Package.swift declares on the board's side of the line.
  static func modules(inManifest text: String) throws -> Set<String> {
    let start = try #require(text.range(of: "// MARK: On the board")).upperBound
    let end = try #require(text.range(of: "// MARK: On the workbench")).lowerBound
    return Set(text[start..<end].matches(of: /arget\(\s*name: "([^"]+)"/).map { String($0.output.1) })
  }

  /// A list of what `cross/build` compiles: its words, each up to its option.
  static func modules(inBuild text: String, list: String) throws -> Set<String> {
    let start = try #require(text.range(of: "readonly \(list)=(")).upperBound
    let words = text[start...].prefix { $0 != ")" }.split(separator: " ")
    return Set(words.map { String($0.prefix { $0 != ":" }) })
  }

  @Test func isToldTheSameEverywhere() throws {
    let modules = try Self.modules(inManifest: #require(Repository.text(of: "Package.swift")))
    #expect(
      modules.isSuperset(of: ["CPlatform", "EdgeRuntime", "edge-run"]), "the search in Package.swift finds nothing")
    let build = try #require(Repository.text(of: "cross/build"))
    let swift = try Self.modules(inBuild: build, list: "swift_modules")
    #expect(try Self.modules(inBuild: build, list: "c_modules").union(swift) == modules)
    #expect(Set(ImportTests.boardFolders) == Set(swift.map { "Sources/\($0)/" }))
    // A program is imported by nobody.
    #expect(ImportTests.allowed == Set(modules.filter { !$0.contains("-") }).union(["Synchronization"]))
    let decision = try #require(
      Repository.text(of: "docs/decisions/0004-no-foundation-and-embedded-subset.md"))
    for module in modules { #expect(decision.contains("`\(module)`"), "decision 4 does not name \(module)") }
  }
}

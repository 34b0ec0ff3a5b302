import EdgeRuntime
import Foundation
import TestSupport
import Testing

/// The code that README and guides show is what compiles and runs here.
@Suite struct DocumentationTests {
  private static let shown: [(document: String, opening: [String], lineCount: Int)] = [
    ("README.md", ["import EdgeRuntime", ""], 7), ("Sources/EdgeRuntime/EdgeRuntime.docc/Loading.md", [], 2),
    ("Sources/EdgeRuntime/EdgeRuntime.docc/Stepping.md", [], 9),
  ]

  private static func lines(_ path: String) throws -> [String] {
    try String(contentsOfFile: Repository.path(path), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private static func between(_ lines: [String], _ start: String, _ end: String) throws -> [String] {
    let first = try #require(lines.firstIndex(of: start))
    let last = try #require(lines[(first + 1)...].firstIndex(of: end))
    return Array(lines[(first + 1)..<last])
  }

  @Test(arguments: shown)
  func shownCodeIsCompiled(document: String, opening: [String], lineCount: Int) throws {
    let shown = try Self.between(Self.lines(document), "```swift", "```")
    let name = try #require(document.split(separator: "/").last)
    let compiled = try Self.between(
      Self.lines("Tests/EdgeRuntimeTests/Support/DocumentedCode.swift"), "// \(name)", "// \(name)")
    #expect(shown == opening + compiled)
    #expect(compiled.count == lineCount)
  }

  /// `shownCodeIsCompiled` knows every piece, one in a document.
  @Test func noOtherCodeIsShown() throws {
    var documents = ["README.md"]
    for folder in ["docs", "Sources"] {
      let names = try #require(FileManager.default.enumerator(atPath: Repository.path(folder)))
      documents += names.compactMap { $0 as? String }.filter { $0.hasSuffix(".md") }.map { "\(folder)/\($0)" }
    }
    #expect(documents.count > 10)
    let showing = try documents.flatMap { name in try Self.lines(name).filter { $0 == "```swift" }.map { _ in name } }
    #expect(showing.sorted() == Self.shown.map(\.document).sorted())
  }

  @Test func compiledCodeRuns() async {
    await #expect(processExitsWith: .success) {
      try #require(FileManager.default.changeCurrentDirectoryPath(Repository.root))
      let (points, state) = ([Float](repeating: 0.25, count: 2 * 512 * 3), [Float](repeating: 0.1, count: 18))
      let actions = try DocumentedCode.readme(points: points, state: state, tick: 3)
      #expect(actions.allSatisfy { $0.isFinite && $0 != 0 })
      #expect(try DocumentedCode.guides(points: points, state: state, tick: 3) == actions)
    }
  }

  /// The README and the inspection of the shipped policy tell of 41 kB: each float of it is wanted.
  @Test func theArenaOfTheShippedPolicyHasItsSize() throws {
    let file = try PolicyFile(path: Repository.path("Weights/dial-turn.edge"))
    #expect(file.program.arenaByteCount == 41_152)
  }
}

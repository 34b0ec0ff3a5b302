import EdgeRuntime
import Foundation
import TestSupport
import Testing

/// The README's example is what compiles and runs here.
@Suite struct ReadmeTests {
  private static func lines(_ path: String) throws -> [String] {
    try String(contentsOfFile: Repository.path(path), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private static func between(_ lines: [String], _ start: String, _ end: String) throws -> [String] {
    let first = try #require(lines.firstIndex(of: start))
    let last = try #require(lines[(first + 1)...].firstIndex(of: end))
    return Array(lines[(first + 1)..<last])
  }

  @Test func theExampleIsTheReadmes() throws {
    let shown = try Self.between(Self.lines("README.md"), "```swift", "```")
    let compiled = try Self.between(
      Self.lines("Tests/EdgeRuntimeTests/Support/ReadmeExample.swift"), "// README", "// README")
    #expect(shown == ["import EdgeRuntime", ""] + compiled)
    #expect(compiled.count == 7)
  }

  @Test func theExampleRuns() async {
    await #expect(processExitsWith: .success) {
      try #require(FileManager.default.changeCurrentDirectoryPath(Repository.root))
      let points = [Float](repeating: 0.25, count: 2 * 512 * 3)
      let actions = try ReadmeExample.actions(points: points, state: [Float](repeating: 0.1, count: 18), tick: 3)
      #expect(actions.allSatisfy { $0.isFinite && $0 != 0 })
    }
  }

  /// The README and the inspection of the shipped policy tell of 41 kB: each float of it is wanted.
  @Test func theArenaOfTheShippedPolicyHasItsSize() throws {
    let file = try PolicyFile(path: Repository.path("Weights/dial-turn.edge"))
    #expect(file.program.arenaByteCount == 41_152)
  }
}

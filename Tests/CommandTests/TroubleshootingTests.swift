import Foundation
import TestSupport
import Testing

/// docs/troubleshooting.md quotes what the programs say, all of it.
@Suite struct TroubleshootingTests {
  private static let commands = Repository.path("Tests/Fixtures/commands")

  /// What a program says of an error that is recorded: its first line on standard error.
  private static func message(in snapshot: String) throws -> String {
    let text = try String(contentsOfFile: "\(commands)/\(snapshot)", encoding: .utf8)
    let lines = text.split(separator: "\n").drop { $0 != "--- on standard error" }.dropFirst()
    return String(try #require(lines.first { $0.hasPrefix("edge-run: ") || $0.hasPrefix("edge-tool: ") }))
  }

  @Test func quotesEveryRecordedError() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.commands).filter { $0.hasPrefix("error.") }
    #expect(names.count > 20, "the recorded errors are elsewhere")
    let messages = Set(try names.map(Self.message))
    let text = try String(contentsOfFile: Repository.path("docs/troubleshooting.md"), encoding: .utf8)
    let quoted = Set(
      text.split(separator: "\n").map(String.init).filter { $0.hasPrefix("edge-run: ") || $0.hasPrefix("edge-tool: ") })
    #expect(messages.subtracting(quoted).sorted() == [], "errors without a way out")
    #expect(quoted.subtracting(messages).sorted() == [], "quotes of what no program says")
  }
}

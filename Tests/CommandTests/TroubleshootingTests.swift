import Foundation
import TestSupport
import Testing

/// docs/troubleshooting.md quotes what the programs say, all of it.
@Suite struct TroubleshootingTests {
  /// The lines that a program of this project begins with its name.
  private static func sayings(in text: String) -> [String] {
    text.split(separator: "\n").map(String.init).filter { $0.hasPrefix("edge-run: ") || $0.hasPrefix("edge-tool: ") }
  }

  private static let commands = Repository.path("Tests/Fixtures/commands")

  /// What a program says of an error that is recorded: its first line on standard error.
  private static func message(in snapshot: String) throws -> String {
    let text = try String(contentsOfFile: "\(commands)/\(snapshot)", encoding: .utf8)
    let errors = try #require(text.range(of: "--- on standard error\n")).upperBound
    return try #require(sayings(in: String(text[errors...])).first)
  }

  @Test func quotesEveryRecordedError() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.commands).filter { $0.hasPrefix("error.") }
    #expect(names.count > 20, "the recorded errors are elsewhere")
    let messages = Set(try names.map(Self.message))
    let text = try String(contentsOfFile: Repository.path("docs/troubleshooting.md"), encoding: .utf8)
    let quoted = Set(Self.sayings(in: text))
    #expect(messages.subtracting(quoted).sorted() == [], "errors without a way out")
    #expect(quoted.subtracting(messages).sorted() == [], "quotes of what no program says")
  }
}

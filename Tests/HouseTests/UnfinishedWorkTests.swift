import TestSupport
import Testing

/// Marks of unfinished work name an issue: `TODO(#12)`.
struct UnfinishedWorkTests {
  // Written in two pieces, or this file would be an offence.
  static let marks = ["FIX" + "ME", "TO" + "DO", "XX" + "X"]

  static func offences(path: String, text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line in
      marks.compactMap { mark in
        let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
        guard words.contains(Substring(mark)), !line.contains(mark + "(#") else { return nil }
        return "\(path):\(index + 1): \(mark) without an issue; write \(mark)(#number), or do it"
      }
    }
  }

  @Test func nothingIsLeftUnfinished() {
    expectNone(
      Repository.paths.flatMap { path -> [String] in
        guard let text = Repository.text(of: path) else { return [] }
        return Self.offences(path: path, text: text)
      })
  }

  @Test(arguments: marks)
  func refusesMarksWithoutIssue(mark: String) {
    #expect(Self.offences(path: "a", text: "x\n// \(mark): later").count == 1)
    #expect(Self.offences(path: "a", text: "// \(mark)(#7): later").isEmpty)
    #expect(Self.offences(path: "a", text: "\(mark)S and A\(mark) are words").isEmpty)
  }
}

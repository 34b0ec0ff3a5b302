import Foundation
import TestSupport
import Testing

/// Relative links in Markdown lead somewhere.
struct LinkTests {
  /// Targets of `[text](target)` outside of code, without their fragments.
  static func targets(in text: String) -> [(line: Int, target: String)] {
    var isFenced = false
    var found: [(Int, String)] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.drop(while: { $0 == " " }).hasPrefix("```") { isFenced.toggle() }
      if isFenced { continue }
      // Every other piece between backticks is code.
      let prose = line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .map { $0.offset.isMultiple(of: 2) ? String($0.element) : "code" }.joined()
      for piece in prose.components(separatedBy: "](").dropFirst() {
        let target = piece.prefix { $0 != ")" && $0 != " " }
        found.append((index + 1, String(target.prefix { $0 != "#" })))
      }
    }
    return found
  }

  static func offences(path: String, text: String, exists: (String) -> Bool) -> [String] {
    let folder = path.split(separator: "/").dropLast()
    return targets(in: text).compactMap { line, target in
      guard !target.isEmpty, !target.contains(":") else { return nil }
      var place = Array(folder)
      for piece in target.split(separator: "/") where piece != "." {
        if piece == ".." {
          guard place.popLast() != nil else { return "\(path):\(line): '\(target)' leaves the repository" }
        } else {
          place.append(piece)
        }
      }
      let found = place.isEmpty || exists(place.joined(separator: "/"))
      return found ? nil : "\(path):\(line): '\(target)' does not exist"
    }
  }

  @Test func linksLeadSomewhere() {
    for path in Repository.paths where path.hasSuffix(".md") {
      guard let text = Repository.text(of: path) else { continue }
      expectNone(Self.offences(path: path, text: text, exists: Repository.exists))
    }
  }

  @Test(arguments: ["[a](b.md)", "x [a](../c.md#part) y", "![a](./d.png \"title\")", "[a](../../e.md)"])
  func refusesDeadLinks(text: String) {
    #expect(Self.offences(path: "docs/a.md", text: text) { _ in false }.count == 1)
  }

  @Test func allowsLiveAndForeignLinks() {
    let text = "[a](b.md) [c](https://example.org/x) [d](#part) `[e](f.md)`\n```\n[g](h.md)\n```\n"
    #expect(Self.offences(path: "docs/a.md", text: text) { $0 == "docs/b.md" }.isEmpty)
  }
}

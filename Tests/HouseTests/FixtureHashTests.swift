import TestSupport
import Testing

/// A table in a README that lists SHA-256 sums of its neighbours lists the right ones, and all of them.
struct FixtureHashTests {
  static let binaryEndings = [".ckpt", ".pt", ".pth", ".safetensors", ".edge"]

  /// Rows of a table with a sum: the sum and the name of a neighbour in the same row.
  static func sums(in text: String, neighbours: Set<String>) -> [String: String] {
    var sums: [String: String] = [:]
    for line in text.split(separator: "\n") where line.hasPrefix("|") {
      let cells = line.split(separator: "|").map { $0.filter { $0 != " " && $0 != "`" } }
      guard let sum = cells.first(where: isSum), let name = cells.first(where: neighbours.contains) else {
        continue
      }
      sums[name] = sum
    }
    return sums
  }

  private static func isSum(_ cell: String) -> Bool { cell.utf8.count == 64 && cell.allSatisfy(\.isHexDigit) }

  static func offences(listed: [String: String], actual: [String: String], readme: String) -> [String] {
    actual.sorted { $0.key < $1.key }.compactMap { name, sum in
      guard let claim = listed[name] else { return "\(readme): has no sha256 of \(name), which is \(sum)" }
      return claim == sum ? nil : "\(readme): says \(name) has sha256 \(claim), but it is \(sum)"
    }
  }

  @Test func readmesListTheRightSums() throws {
    for readme in Repository.paths where readme.hasSuffix("/README.md") {
      let folder = readme.dropLast("README.md".count)
      let neighbours = Repository.paths.filter { path in
        path.hasPrefix(folder) && !path.dropFirst(folder.count).contains("/")
          && Self.binaryEndings.contains(where: path.hasSuffix)
      }
      guard !neighbours.isEmpty, let text = Repository.text(of: readme) else { continue }
      // "<sum>  <path>", a line each.
      let output = try Repository.run("sha256sum", neighbours)
      let pairs = output.split(separator: "\n").map { line in
        (String(line.dropFirst(66 + folder.count)), String(line.prefix(64)))
      }
      let actual = Dictionary(uniqueKeysWithValues: pairs)
      let listed = Self.sums(in: text, neighbours: Set(actual.keys))
      expectNone(Self.offences(listed: listed, actual: actual, readme: readme))
    }
  }

  @Test func refusesWrongAndMissingSums() {
    let (one, two) = (String(repeating: "1", count: 64), String(repeating: "2", count: 64))
    let text = "| sha256 | file |\n|---|---|\n| `\(one)` | a.ckpt |\n| b.ckpt | 12 | \(two) |\n"
    let listed = Self.sums(in: text, neighbours: ["a.ckpt", "b.ckpt"])
    #expect(listed == ["a.ckpt": one, "b.ckpt": two])
    #expect(Self.offences(listed: listed, actual: listed, readme: "r").isEmpty)
    #expect(Self.offences(listed: listed, actual: ["a.ckpt": two], readme: "r").count == 1)
    #expect(Self.offences(listed: listed, actual: ["c.ckpt": one], readme: "r").count == 1)
  }
}

import TestSupport
import Testing

/// Committed files stay small, but for the policies and fixtures that cannot.
struct FileSizeTests {
  static let limit = 200 << 10
  static let fixtureLimit = 1 << 20
  static let weightLimit = 16 << 20

  static func limit(for path: String) -> Int {
    if path.hasPrefix("Weights/") { return weightLimit }
    let isFixture = path.hasPrefix("Tests/Fixtures/") || path.contains("/Fixtures/")
    return isFixture ? fixtureLimit : limit
  }

  static func offences(path: String, byteCount: Int) -> [String] {
    guard byteCount > limit(for: path) else { return [] }
    return ["\(path): \(byteCount) bytes, at most \(limit(for: path))"]
  }

  @Test func filesAreSmall() {
    expectNone(
      Repository.paths.flatMap { Self.offences(path: $0, byteCount: Repository.byteCount(of: $0) ?? 0) })
  }

  @Test(arguments: [
    ("docs/a.md", limit), ("Tests/Fixtures/a.ckpt", fixtureLimit), ("Weights/a.edge", weightLimit),
  ])
  func refusesOneByteTooMany(path: String, limit: Int) {
    #expect(Self.offences(path: path, byteCount: limit).isEmpty)
    #expect(Self.offences(path: path, byteCount: limit + 1).count == 1)
  }
}

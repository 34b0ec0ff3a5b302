import TestSupport
import Testing

/// What could touch foreign memory is marked by the compiler's rule; here it is counted, and says why it does not.
struct SafetyTests {
  /// Expressions marked `unsafe`, by folder of Sources: a change that needs another one is seen in review.
  static let counts = [
    "CommandSupport": 2, "EdgeRuntime": 821, "Exporter": 89, "KernelConformance": 95, "Quantize": 2, "edge-conform": 2,
    "edge-run": 25,
  ]

  private static let sources = Repository.sources.filter { $0.path.hasPrefix("Sources/") && $0.language == .swift }

  static func offences(in source: SourceFile) -> [String] {
    guard count(in: source) + source.offsets(of: "@safe").count > 0, !source.text.contains("SAFETY: ") else {
      return []
    }
    return ["\(source.path): has no line 'SAFETY: …' that says why what is unsafe in it is sound"]
  }

  static func count(in source: SourceFile) -> Int { source.offsets(of: "unsafe").count }

  @Test func everyFileSaysWhyItIsSound() { expectNone(Self.sources.flatMap(Self.offences)) }

  @Test func unsafeIsCounted() {
    var found: [String: Int] = [:]
    for source in Self.sources {
      let count = Self.count(in: source)
      if count > 0 { found[String(source.path.split(separator: "/")[1]), default: 0] += count }
    }
    #expect(found == Self.counts)
  }

  /// What `Package.swift` asks of the compiler, for every target but the tests'.
  @Test func theCompilerAsksForIt() throws {
    let manifest = try #require(Repository.text(of: "Package.swift"))
    #expect(manifest.contains("let safeSwift = strictSwift + [.strictMemorySafety()]"))
    let sources = try #require(manifest.range(of: "// MARK: On the board")).upperBound
    let tests = try #require(manifest.range(of: "// MARK: Tests.")).lowerBound
    #expect(!manifest[sources..<tests].contains("strictSwift"))
  }

  @Test func refusesUnsafeWithoutAReason() {
    for text in ["let a = unsafe b", "@safe struct A {}"] {
      #expect(Self.offences(in: SourceFile(path: "Sources/EdgeRuntime/A.swift", text: text)).count == 1)
      let explained = SourceFile(path: "Sources/EdgeRuntime/A.swift", text: "// SAFETY: because.\n" + text)
      #expect(Self.offences(in: explained).isEmpty)
    }
    #expect(Self.offences(in: SourceFile(path: "Sources/EdgeRuntime/A.swift", text: "// unsafe")).isEmpty)
  }
}

import TestSupport
import Testing

/// Calls that end the process or step around the type system, and printing from a library.
struct BannedCallTests {
  static let everywhere = [
    "try!": "throw a typed error",
    "as!": "use a type that needs no cast",
    "fatalError(": "throw a typed error, or state a contract with precondition",
    "unsafeBitCast(": "use bitPattern, or load from bytes",
  ]
  static let executables = ["Sources/edge-run/", "Sources/edge-tool/"]

  static func offences(in source: SourceFile) -> [String] {
    guard source.language == .swift, source.path.hasPrefix("Sources/") else { return [] }
    var banned = everywhere
    if !executables.contains(where: source.path.hasPrefix) {
      banned["print("] = "return text, or use Console"
    }
    return banned.sorted { $0.key < $1.key }.flatMap { call, replacement in
      source.offsets(of: call).filter { !isMember(at: $0, in: source.code) }.map {
        "\(source.path):\(source.line(at: $0)): \(call) is banned; \(replacement)"
      }
    }
  }

  /// True after a dot or `case`: another thing of the same name.
  private static func isMember(at offset: Int, in code: [UInt8]) -> Bool {
    let before = code[..<offset]
    return before.last == UInt8(ascii: ".") || before.suffix(5).elementsEqual("case ".utf8)
  }

  @Test func sourcesAvoidBannedCalls() { expectNone(Repository.sources.flatMap(Self.offences)) }

  @Test(arguments: ["try! f()", "a as! B", "fatalError()", "unsafeBitCast(a, to: B.self)", "print(a)"])
  func refuses(line: String) {
    #expect(Self.offences(in: SourceFile(path: "Sources/Exporter/A.swift", text: line)).count == 1)
    #expect(Self.offences(in: SourceFile(path: "Sources/Exporter/A.swift", text: "// \(line)")).isEmpty)
  }

  @Test func allowsPrintingFromExecutables() {
    #expect(Self.offences(in: SourceFile(path: "Sources/edge-run/A.swift", text: "print(a)")).isEmpty)
    #expect(Self.offences(in: SourceFile(path: "Sources/EdgeRuntime/A.swift", text: "blueprint(a)")).isEmpty)
    #expect(
      Self.offences(in: SourceFile(path: "Sources/EdgeRuntime/A.swift", text: "case print(Int)")).isEmpty)
  }
}

import TestSupport
import Testing

/// Files of at most 600 lines, functions of at most 60, lines of at most 120 characters.
struct LengthTests {
  static let fileLimit = 600
  static let fileTarget = 400
  static let functionLimit = 60
  static let columnLimit = 120

  static func offences(in source: SourceFile) -> [String] {
    var offences: [String] = []
    if source.lineCount > fileLimit {
      offences.append("\(source.path): \(source.lineCount) lines, at most \(fileLimit); split it by aspect")
    }
    for function in FunctionFinder(source).functions() where function.lineCount > functionLimit {
      offences.append(
        "\(source.path):\(function.firstLine): \(function.name) has \(function.lineCount) lines, "
          + "at most \(functionLimit)")
    }
    for (index, line) in source.lines.enumerated() where line.count > columnLimit {
      offences.append("\(source.path):\(index + 1): \(line.count) columns, at most \(columnLimit)")
    }
    return offences
  }

  @Test func sourcesAreShort() {
    expectNone(Repository.sources.flatMap(Self.offences))
    for source in Repository.sources where source.lineCount > Self.fileTarget {
      print("note: \(source.path) has \(source.lineCount) lines, more than the \(Self.fileTarget) aimed at")
    }
  }

  @Test func countsLinesOfFiles() {
    let text = String(repeating: "let a = 1\n", count: 600)
    #expect(Self.offences(in: SourceFile(path: "a.swift", text: text)).isEmpty)
    #expect(Self.offences(in: SourceFile(path: "a.swift", text: text + "\n")).count == 1)
  }

  @Test func countsColumns() {
    let line = String(repeating: "é", count: 120)
    #expect(Self.offences(in: SourceFile(path: "a.swift", text: line)).isEmpty)
    #expect(Self.offences(in: SourceFile(path: "a.c", text: line + "x")).count == 1)
  }

  @Test(arguments: [
    "func f() {", "init?(a: [Int: () -> Void]) {", "static func < (a: A) -> Bool\nwhere T: P {",
  ])
  func countsLinesOfSwiftFunctions(head: String) {
    let headCount = head.split(separator: "\n").count
    let body = String(repeating: "  print(\"}\")  // }\n", count: Self.functionLimit - headCount - 1)
    #expect(Self.offences(in: SourceFile(path: "a.swift", text: "\(head)\n\(body)}")).isEmpty)
    #expect(Self.offences(in: SourceFile(path: "a.swift", text: "\(head)\n\(body)\n}")).count == 1)
  }

  @Test func countsLinesOfCFunctions() {
    let body = String(repeating: "  if (a) { b('}'); }\n", count: 58)
    #expect(Self.offences(in: SourceFile(path: "a.c", text: "int f(int a) {\n\(body)}")).isEmpty)
    #expect(Self.offences(in: SourceFile(path: "a.c", text: "int f(int a)\n{\n\(body)}")).count == 1)
    #expect(Self.offences(in: SourceFile(path: "a.c", text: "struct a = {\n\(body)\n\n}")).isEmpty)
  }

  @Test func findsFunctionsByName() {
    let text = """
      protocol P {
        func required() -> Int
        init()
        var value: Int { get }
      }
      struct S {
        func generic<T>(_ t: T) -> [T] { [t] }
        init() { self.init(1) }
      }
      """
    let found = FunctionFinder(SourceFile(path: "a.swift", text: text)).functions()
    #expect(found.map(\.name) == ["generic", "init"])
    #expect(found.map(\.firstLine) == [7, 8])
  }
}

import TestSupport
import Testing

/// Names of files say what is in them, and fit any shell.
struct PathTests {
  static let emptyNames = [
    "Utils", "Utilities", "Helpers", "Helper", "Common", "Misc", "Placeholder", "Scratch",
  ]

  static func offences(path: String) -> [String] {
    var offences: [String] = []
    if path.contains(where: { $0.isWhitespace || !$0.isASCII }) {
      offences.append("\(path): has a space or a letter outside of ASCII")
    }
    let name = path.split(separator: "/").last ?? ""
    let stem = name.prefix { $0 != "." && $0 != "+" }
    let aspect = name.split(separator: "+").last?.prefix { $0 != "." } ?? ""
    for word in emptyNames {
      let found = [stem, aspect].contains { $0.lowercased() == word.lowercased() }
      if found { offences.append("\(path): is called '\(word)'; name the type or the aspect in it") }
    }
    return offences
  }

  @Test func pathsAreTelling() { expectNone(Repository.paths.flatMap(Self.offences)) }

  @Test(arguments: [
    "Sources/A B.swift", "Sources/Utils.swift", "Sources/String+Helpers.swift", "a/common.h", "ä.md",
  ])
  func refuses(path: String) { #expect(Self.offences(path: path).count == 1) }

  @Test(arguments: ["Sources/Commons.swift", "Tests/MiscellaneousTests.swift", "a/KernelHelp.swift"])
  func allows(path: String) { #expect(Self.offences(path: path).isEmpty) }
}

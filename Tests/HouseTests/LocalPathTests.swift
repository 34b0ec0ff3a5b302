import TestSupport
import Testing

/// Nothing in the repository leans on where it was written.
struct LocalPathTests {
  // Written in two pieces, or this file would be an offence.
  static let banned = [
    "/wo" + "rk/", "/fa" + "rm/", "../sha" + "red", "/ro" + "ot/", "/ho" + "me/", "/opt/sw" + "ift",
  ]
  /// `#include` of a sibling folder in this repository.
  static let include = "#include \"../"
  /// Paths that may hold such text, with the text.
  static let allowed: [String: [String]] = [:]

  static func offences(path: String, text: String) -> [String] {
    let permitted = allowed[path] ?? []
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line in
      guard !line.hasPrefix(include) else { return [String]() }
      return banned.filter { line.contains($0) && !permitted.contains($0) }.map {
        "\(path):\(index + 1): names the place '\($0)'; use a path relative to the repository"
      }
    }
  }

  @Test func textNamesNoLocalPath() {
    expectNone(
      Repository.paths.flatMap { path -> [String] in
        guard let text = Repository.text(of: path) else { return [] }
        return Self.offences(path: path, text: text)
      })
  }

  @Test(arguments: banned)
  func refuses(place: String) {
    #expect(Self.offences(path: "a.md", text: "x\nsee \(place)docs").count == 1)
    #expect(Self.offences(path: "a.c", text: "#include \"\(Self.banned[2])/a.h\"").isEmpty)
  }
}

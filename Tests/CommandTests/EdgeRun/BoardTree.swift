import Foundation
import TestSupport

/// A system's files in a directory of their own, from a fixture `boards/NAME.tree`.
struct BoardTree {
  /// Something in a `.tree` that is none of its lines.
  struct Malformed: Error {
    let line: Substring
  }

  static let folder = Repository.path("Tests/Fixtures/boards/")

  /// The names of all fixtures.
  static var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".tree") }.map { String($0.dropLast(5)) }.sorted()
  }

  private let directory: TemporaryDirectory
  /// Where the files are.
  var root: String { directory.path("board") }

  init(_ name: String) throws {
    directory = TemporaryDirectory()
    var texts: [(path: Substring, lines: [String]?)] = []
    let text = try String(contentsOfFile: Self.folder + name + ".tree", encoding: .utf8)
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      if line.hasPrefix("|") {
        texts[texts.count - 1].lines?.append(String(line.dropFirst(2)))
      } else if let equals = line.range(of: " = ") {
        texts.append((line[..<equals.lowerBound], [String(line[equals.upperBound...])]))
      } else if line.hasSuffix(" =") {
        texts.append((line.dropLast(2), [""]))
      } else if line.hasSuffix(":") {
        texts.append((line.dropLast(), []))
      } else if line.hasSuffix(" !") {
        texts.append((line.dropLast(2), nil))
      } else {
        throw Malformed(line: line)
      }
    }
    for (path, lines) in texts {
      for path in try Self.expanded(String(path)) { try write(path, lines) }
    }
  }

  /// Writes, changes or removes one file; one without lines cannot be read.
  func write(_ path: String, _ lines: [String]?) throws {
    let url = URL(fileURLWithPath: root + path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    guard let lines else { return try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false) }
    let text = lines.joined(separator: "\n").replacingOccurrences(of: "\\0", with: "\0")
    try Data((text.hasSuffix("\0") ? text : text + "\n").utf8).write(to: url)
  }

  func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: root + path) }

  /// `cpu{0-3}/online` as four paths.
  private static func expanded(_ path: String) throws -> [String] {
    guard let open = path.firstIndex(of: "{"), let close = path.firstIndex(of: "}") else { return [path] }
    let ends = path[path.index(after: open)..<close].split(separator: "-").compactMap { Int($0) }
    guard ends.count == 2, ends[0] <= ends[1] else { throw Malformed(line: path[...]) }
    return (ends[0]...ends[1]).map { path[..<open] + "\($0)" + path[path.index(after: close)...] }
  }
}

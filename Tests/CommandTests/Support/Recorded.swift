import Foundation
import TestSupport
import Testing

/// A text that a file of the repository holds; EDGE_RECORD=1 writes it anew.
enum Recorded {
  private static let records = ProcessInfo.processInfo.environment["EDGE_RECORD"] == "1"

  /// Compares `text` with the file `name`, counted from the repository's root.
  static func expect(_ text: String, is name: String, _ location: SourceLocation = #_sourceLocation) throws {
    let path = Repository.path(name)
    if records { try text.write(toFile: path, atomically: true, encoding: .utf8) }
    let expected = try String(contentsOfFile: path, encoding: .utf8)
    guard text != expected else { return }
    let difference = text.split(separator: "\n").difference(from: expected.split(separator: "\n"))
    Issue.record("\(name): \(difference.map { "\($0)" }.joined(separator: "\n"))", sourceLocation: location)
  }
}

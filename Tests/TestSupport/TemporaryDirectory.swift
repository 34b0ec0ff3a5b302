import Foundation

/// A directory for one test, gone with everything in it when the test is.
package final class TemporaryDirectory: Sendable {
  package let path: String

  package init() {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("edge-test-\(UUID().uuidString)").path
    let made: Void? = try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    precondition(made != nil, "a temporary directory can be made")
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the directory.
  package func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Names of the files in the directory, sorted.
  package var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

  /// Writes one of its files.
  package func write(_ bytes: [UInt8], to name: String) {
    precondition(FileManager.default.createFile(atPath: path(name), contents: Data(bytes)), "the bytes fit")
  }

  /// Removes one of its files.
  package func remove(_ name: String) { try? FileManager.default.removeItem(atPath: path(name)) }
}

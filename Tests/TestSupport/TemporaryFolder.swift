import Foundation

/// A folder of its own that is gone after the test.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("edge-test-\(UUID().uuidString)").path
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes one of its files.
  package func write(_ bytes: [UInt8], to name: String) {
    precondition(FileManager.default.createFile(atPath: "\(path)/\(name)", contents: Data(bytes)), "can be written")
  }

  /// Removes one of its files.
  package func remove(_ name: String) { try? FileManager.default.removeItem(atPath: "\(path)/\(name)") }
}

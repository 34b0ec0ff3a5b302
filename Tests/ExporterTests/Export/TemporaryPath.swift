import Foundation

/// A path for a file of one test, gone when the test is.
final class TemporaryPath {
  let path = FileManager.default.temporaryDirectory.path + "/edge-test-\(UUID().uuidString)"

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

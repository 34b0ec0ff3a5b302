import EdgeRuntime
import Glibc

/// Files for the tests of safetensors.
enum SafetensorsFixture {
  /// The path of a file in `Fixtures`.
  static func path(_ name: String, source: String = #filePath) -> String {
    var parts = source.split(separator: "/")
    parts.removeLast(2)
    return "/" + parts.joined(separator: "/") + "/Fixtures/" + name
  }

  static func bytes(atPath path: String) throws -> [UInt8] {
    let file = try InputFile(path: path)
    return try file.read(count: Int(file.byteCount), at: 0)
  }

  static func remove(_ path: String) { unlink(path) }
}

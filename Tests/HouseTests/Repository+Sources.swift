import Foundation
import TestSupport

/// What is kept in the repository.
extension Repository {
  /// Paths relative to the root, sorted: what git tracks or would, or everything outside of build folders.
  static let paths: [String] = {
    let listed = try? run("git", ["ls-files", "-co", "--exclude-standard", "-z"])
    let paths = listed.map { $0.split(separator: "\0").map(String.init) } ?? []
    return (paths.isEmpty ? walk() : paths).filter { exists($0) }.sorted()
  }()

  /// Every Swift and C source.
  static let sources: [SourceFile] = paths.filter { SourceFile.Language(path: $0) != nil }.compactMap {
    guard let text = text(of: $0) else { return nil }
    return SourceFile(path: $0, text: text)
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: self.path(path))
  }

  /// The content of a file if it is text.
  static func text(of path: String) -> String? {
    guard let data = try? Data(contentsOf: URL(filePath: self.path(path))), !data.prefix(8_192).contains(0) else {
      return nil
    }
    return String(data: data, encoding: .utf8)
  }

  static func byteCount(of path: String) -> Int? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: self.path(path))
    return attributes?[.size] as? Int
  }

  /// The standard output of a command run in the root; an error unless it ends with 0.
  static func run(_ command: String, _ arguments: [String]) throws -> String {
    let result = try BuiltProgram(path: "/usr/bin/env").run([command] + arguments, in: root)
    guard result.status == 0 else { throw CocoaError(.executableLoad) }
    return result.output
  }

  private static func walk() -> [String] {
    guard let names = FileManager.default.enumerator(atPath: root) else { return [] }
    return names.compactMap { $0 as? String }.filter { path in
      var isFolder: ObjCBool = false
      let place = self.path(path)
      guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder) else { return false }
      let top = path.prefix { $0 != "/" }
      return !isFolder.boolValue && top != ".git" && !top.hasPrefix(".build")
    }
  }
}

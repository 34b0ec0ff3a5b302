/// The files of this repository that tests use.
package enum Repository {
  /// The folder that holds Package.swift.
  package static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  /// The path of `name`, counted from the root.
  package static func path(_ name: String) -> String { root + "/" + name }
}

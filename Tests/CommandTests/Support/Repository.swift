/// The files of this repository that tests use.
enum Repository {
  /// The path of `name`, counted from the repository's root.
  static func path(_ name: String) -> String {
    #filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 } + "/" + name
  }
}

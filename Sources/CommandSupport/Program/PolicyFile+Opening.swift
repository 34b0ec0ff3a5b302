import EdgeRuntime

extension PolicyFile {
  /// Opens the policy file at `path` for a command.
  ///
  /// - Parameter name: What to call it in a failure, where that is not its path.
  public static func open(_ path: String, named name: String? = nil) throws(Failure) -> PolicyFile {
    do throws(PolicyFileError) { return try PolicyFile(path: path) } catch {
      throw Failure(reading: name ?? path, error)
    }
  }
}

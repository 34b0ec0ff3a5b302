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

extension SafetensorsFile {
  /// Opens the safetensors file at `path` for a command.
  public static func open(_ path: String) throws(Failure) -> SafetensorsFile {
    do throws(SafetensorsError) { return try SafetensorsFile(path: path) } catch {
      throw Failure(reading: path, error)
    }
  }
}

extension OutputTarget {
  /// Looks at an output's name for a command, before any work is done.
  ///
  /// - Parameter inputs: Files that must not be replaced.
  @discardableResult
  public static func named(_ path: String, inputs: [String]) throws(Failure) -> OutputTarget {
    do throws(FileError) { return try OutputTarget(path: path, inputs: inputs) } catch {
      throw Failure(writing: path, error)
    }
  }
}

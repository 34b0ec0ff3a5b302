import EdgeRuntime

/// Opens policy files for commands.
enum PolicyLoader {
  /// Reads the file at `path`.
  ///
  /// - Parameter name: What to call it in an error, where that is not its path.
  static func file(_ path: String, named name: String? = nil) throws(ToolError) -> PolicyFile {
    do throws(PolicyFileError) { return try PolicyFile(path: path) } catch {
      throw .policyFile(path: name ?? path, error)
    }
  }

  /// Makes a policy of `file`, run by one thread.
  ///
  /// - Parameter name: What to call it in an error.
  static func policy(
    of file: consuming PolicyFile, named name: String, kernels: KernelSet = .best
  ) throws(ToolError) -> Policy {
    do throws(PolicyFileError) { return try Policy(file: file, kernels: kernels, threadCount: 1) } catch {
      throw .policyFile(path: name, error)
    }
  }
}

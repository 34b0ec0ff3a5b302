import CPlatform

/// A file under a name that it must not keep: removed when this value goes away, or when a signal ends the program.
public struct UnfinishedFile: ~Copyable {
  /// Its name for now.
  public let path: String
  private let slot: Int32

  /// Takes a name beside `path` that no other process uses; the file itself is still to be made.
  public init(beside path: String, ending: String) {
    self.path = "\(path).\(edge_process_identifier()).\(ending)"
    slot = self.path.withCString { edge_unfinished_file($0) }
  }

  /// Once it has its name there is nothing to remove.
  deinit {
    _ = path.withCString { edge_unlink($0) }
    edge_finished_file(slot)
  }

  /// Gives the file its name, durably; what had the name is replaced.
  public func rename(to target: String) throws(FileError) {
    let renamed = path.withCString { from in target.withCString { to in edge_rename(from, to) } }
    guard renamed == 0 else { throw .system(operation: .rename, errno: -renamed) }
    let synced = OutputTarget.directory(of: target).withCString { edge_sync_directory($0) }
    guard synced == 0 || synced == -UnfinishedFile.invalid || synced == -UnfinishedFile.denied else {
      throw .system(operation: .sync, errno: -synced)
    }
  }

  /// EINVAL: of a file system that has no such thing as syncing a directory.
  private static let invalid: Int32 = 22
  /// EACCES: a directory that may be written but not read cannot be asked to sync.
  private static let denied: Int32 = 13
}

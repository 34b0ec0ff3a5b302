import CPlatform

/// A file under a name that it must not keep: removed when this value goes away, or when a signal ends the program.
public struct UnfinishedFile: ~Copyable {
  // SAFETY: C reads strings that end with 0, during the call, and copies what it keeps.

  /// Its name for now.
  public let path: String
  private let slot: Int32

  /// Takes charge of the file at `path`, which may still be to be made.
  public init(path: String) {
    self.path = path
    slot = unsafe path.withCString { unsafe edge_unfinished_file($0) }
  }

  /// A name beside `path` that no other process uses.
  public static func name(beside path: String, ending: String) -> String {
    "\(path).\(edge_process_identifier()).\(ending)"
  }

  /// Once it has its name there is nothing to remove.
  deinit {
    _ = unsafe path.withCString { unsafe edge_unlink($0) }
    edge_finished_file(slot)
  }

  /// Gives the file its name, durably; what had the name is replaced.
  public func rename(to target: String) throws(FileError) {
    let renamed = unsafe path.withCString { from in unsafe target.withCString { to in unsafe edge_rename(from, to) } }
    guard renamed == 0 else { throw .system(operation: .rename, errno: -renamed) }
    let synced = unsafe OutputTarget.directory(of: target).withCString { unsafe edge_sync_directory($0) }
    // Some file systems sync no directory, and one that may be written but not read cannot be asked to.
    guard synced == 0 || synced == -ErrorNumber.invalid || synced == -ErrorNumber.denied else {
      throw .system(operation: .sync, errno: -synced)
    }
  }
}

import CPlatform

/// Writes a file so that its name shows the old file or the complete new one, never a part.
///
/// The bytes go to a temporary file beside the target, which is synced and renamed by `commit()`;
/// without a commit the temporary file is removed.
public struct AtomicFileWriter: ~Copyable {
  private let descriptor: Int32
  private let target: String
  private let temporary: String
  private var isOpen = true
  private var isCommitted = false

  /// Starts writing what will become the file at `path`.
  public init(path: String) throws(FileError) {
    target = path
    temporary = "\(path).\(edge_process_identifier()).partial"
    let created = temporary.withCString { edge_create_file($0) }
    guard created >= 0 else { throw .system(operation: .create, errno: -created) }
    descriptor = created
  }

  deinit {
    if isOpen { _ = edge_close(descriptor) }
    if !isCommitted { AtomicFileWriter.remove(temporary) }
  }

  /// Appends bytes.
  public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    guard let start = bytes.baseAddress, bytes.count > 0 else { return }
    let status = edge_write(descriptor, start, bytes.count)
    guard status == 0 else { throw .system(operation: .write, errno: -status) }
  }

  /// Appends bytes.
  public mutating func write(_ bytes: [UInt8]) throws(FileError) {
    var failure: FileError?
    bytes.withUnsafeBytes { buffer in
      do throws(FileError) { try write(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Makes the file durable and gives it its name.
  public consuming func commit() throws(FileError) {
    let synced = edge_sync(descriptor)
    guard synced == 0 else { throw .system(operation: .sync, errno: -synced) }
    let closed = edge_close(descriptor)
    isOpen = false
    guard closed == 0 else { throw .system(operation: .close, errno: -closed) }
    try AtomicFileWriter.rename(temporary, to: target)
    isCommitted = true
  }

  /// Gives a file another name, durably; what had the name is replaced.
  public static func rename(_ path: String, to target: String) throws(FileError) {
    let renamed = path.withCString { from in target.withCString { to in edge_rename(from, to) } }
    guard renamed == 0 else { throw .system(operation: .rename, errno: -renamed) }
    _ = directory(of: target).withCString { edge_sync_directory($0) }
  }

  /// Removes a file, if it is there.
  public static func remove(_ path: String) { _ = path.withCString { edge_unlink($0) } }

  private static func directory(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

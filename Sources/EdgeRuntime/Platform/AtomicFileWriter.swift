import CPlatform

/// Writes a file so that its name shows the old file or the complete new one, never a part.
///
/// The bytes go to a temporary file beside the target, which is synced and renamed by `commit()`;
/// without a commit the temporary file is removed. A device or a FIFO gets the bytes as they come.
public struct AtomicFileWriter: ~Copyable {
  // SAFETY: C reads a string that ends with 0 and as many bytes as it is told there are, during the call.

  private let descriptor: Int32
  private var isOpen = true
  private let target: OutputTarget
  /// What gets the name; a stream has none.
  private let temporary: UnfinishedFile?

  /// Starts writing what will become the file at `path`.
  public init(path: String) throws(FileError) {
    let target = try OutputTarget(path: path)
    let name = UnfinishedFile.name(beside: target.destination, ending: "partial")
    let opened =
      unsafe target.isStream
      ? path.withCString { unsafe edge_open_for_writing($0) } : unsafe name.withCString { unsafe edge_create_file($0) }
    guard opened >= 0 else { throw .system(operation: .create, errno: -opened) }
    descriptor = opened
    self.target = target
    // Only now: a file of that name that was there before is another writer's.
    temporary = target.isStream ? nil : UnfinishedFile(path: name)
  }

  deinit { if isOpen { _ = edge_close(descriptor) } }

  /// Appends bytes.
  public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    guard let start = bytes.baseAddress, bytes.count > 0 else { return }
    let status = unsafe edge_write(descriptor, start, bytes.count)
    guard status == 0 else { throw .system(operation: .write, errno: -status) }
  }

  /// Appends bytes.
  public mutating func write(_ bytes: [UInt8]) throws(FileError) {
    var failure: FileError?
    unsafe bytes.withUnsafeBytes { buffer in
      do throws(FileError) { try unsafe write(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Makes the file durable and gives it its name.
  public consuming func commit() throws(FileError) {
    let synced = edge_sync(descriptor)
    guard synced == 0 || (target.isStream && synced == -ErrorNumber.invalid) else {
      throw .system(operation: .sync, errno: -synced)
    }
    let closed = edge_close(descriptor)
    isOpen = false
    guard closed == 0 else { throw .system(operation: .close, errno: -closed) }
    try temporary?.rename(to: target.destination)
  }
}

import CPlatform

/// A regular file open for reading at any offset; closed when it goes away.
public struct InputFile: ~Copyable {
  // SAFETY: C reads a string that ends with 0 and fills in a buffer of the length it is told, during the call.

  private let descriptor: Int32
  /// The size when the file was opened.
  public let byteCount: UInt64

  /// Opens the regular file at `path`.
  public init(path: String) throws(FileError) {
    let descriptor = unsafe path.withCString { unsafe edge_open_for_reading($0) }
    guard descriptor >= 0 else { throw .system(operation: .open, errno: -descriptor) }
    var info = edge_file_info()
    let status = unsafe edge_file_information(descriptor, &info)
    guard status == 0 else {
      _ = edge_close(descriptor)
      throw .system(operation: .inspect, errno: -status)
    }
    guard info.kind == Int32(EDGE_FILE_REGULAR) else {
      _ = edge_close(descriptor)
      throw info.kind == Int32(EDGE_FILE_DIRECTORY) ? .isDirectory : .notARegularFile
    }
    self.descriptor = descriptor
    self.byteCount = info.byte_count
  }

  deinit { _ = edge_close(descriptor) }

  /// Fills `buffer` with the bytes from `offset` on.
  public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(FileError) {
    guard let start = buffer.baseAddress else { return }
    let got = unsafe edge_read_at(descriptor, start, buffer.count, offset)
    guard got >= 0 else { throw .system(operation: .read, errno: Int32(-got)) }
    guard got == buffer.count else {
      throw .short(offset: offset, wanted: buffer.count, got: Int(got))
    }
  }

  /// Reads `count` bytes from `offset` on.
  ///
  /// The caller has checked `count` against `byteCount`.
  public func read(count: Int, at offset: UInt64) throws(FileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var failure: FileError?
    unsafe bytes.withUnsafeMutableBytes { buffer in
      do throws(FileError) { try unsafe read(into: buffer, at: offset) } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }
}

import EdgeRuntime

extension InputFile {
  /// Reads bytes at a checked place of the file, with failures as a checkpoint's.
  func bytes(count: Int, at offset: Int) throws(CheckpointError) -> [UInt8] {
    guard let start = UInt64(exactly: offset), let length = UInt64(exactly: count), start <= byteCount,
      length <= byteCount - start
    else {
      throw .file(.short(offset: UInt64(max(offset, 0)), wanted: max(count, 0), got: 0))
    }
    do throws(FileError) { return try read(count: count, at: start) } catch { throw .file(error) }
  }
}

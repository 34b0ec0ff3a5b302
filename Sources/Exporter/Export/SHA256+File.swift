import EdgeRuntime

extension SHA256 {
  // SAFETY: the bytes of an array while it is borrowed.

  /// The digest of an open file, read in pieces.
  ///
  /// - Parameter progress: Told the bytes read so far and in all.
  static func hexDigest(
    of file: borrowing InputFile, progress: (_ done: UInt64, _ total: UInt64) -> Void
  ) throws(CheckpointError) -> String {
    var digest = SHA256()
    var position: UInt64 = 0
    do throws(FileError) {
      while position < file.byteCount {
        let count = Int(min(UInt64(1 << 20), file.byteCount - position))
        let bytes = try file.read(count: count, at: position)
        unsafe bytes.withUnsafeBytes { unsafe digest.update($0) }
        position += UInt64(count)
        progress(position, file.byteCount)
      }
    } catch { throw .file(error) }
    return digest.hexDigest()
  }
}

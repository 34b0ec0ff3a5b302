import EdgeRuntime

extension SHA256 {
  /// The digest of the file at `path`, read in pieces.
  ///
  /// - Parameter progress: Told the bytes read so far and in all.
  public static func hexDigest(
    ofFile path: String, progress: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
  ) throws(CheckpointError) -> String {
    do throws(FileError) {
      let file = try InputFile(path: path)
      var digest = SHA256()
      var position: UInt64 = 0
      while position < file.byteCount {
        let count = Int(min(UInt64(1 << 20), file.byteCount - position))
        let bytes = try file.read(count: count, at: position)
        bytes.withUnsafeBytes { digest.update($0) }
        position += UInt64(count)
        progress(position, file.byteCount)
      }
      return digest.hexDigest()
    } catch { throw .file(error) }
  }
}

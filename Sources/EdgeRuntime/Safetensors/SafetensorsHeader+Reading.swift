extension SafetensorsHeader {
  /// Bytes that are looked at to tell what else a file is.
  private static let sniffedByteCount = 512

  /// Reads the header of an open file.
  public init(reading file: borrowing InputFile) throws(SafetensorsError) {
    try self.init(fileByteCount: file.byteCount) { (count, offset) throws(SafetensorsError) in
      do throws(FileError) { return try file.read(count: count, at: offset) } catch { throw .file(error) }
    }
  }

  /// Reads the header by `read`, which is asked only for bytes that the file has.
  init(
    fileByteCount: UInt64, read: (_ count: Int, _ offset: UInt64) throws(SafetensorsError) -> [UInt8]
  ) throws(SafetensorsError) {
    let lengthByteCount = SafetensorsLimits.lengthByteCount
    let headerByteCount: Int
    do throws(SafetensorsError) {
      guard fileByteCount >= UInt64(lengthByteCount) else { throw .fileTooShort(byteCount: fileByteCount) }
      headerByteCount = try Self.headerByteCount(of: try read(lengthByteCount, 0), fileByteCount: fileByteCount)
    } catch {
      // The first bytes of other kinds of files make an absurd length.
      let first = try read(Int(min(fileByteCount, UInt64(Self.sniffedByteCount))), 0)
      if let kind = ForeignTensorFile(firstBytes: first) { throw .foreign(kind) }
      throw error
    }
    try self.init(parsing: try read(lengthByteCount + headerByteCount, 0), fileByteCount: fileByteCount)
  }
}

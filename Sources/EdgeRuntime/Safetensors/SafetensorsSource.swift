/// Where the bytes of a safetensors file come from.
enum SafetensorsSource: ~Copyable {
  case file(InputFile)
  case memory([UInt8])

  var byteCount: UInt64 {
    switch self {
    case .file(let file): file.byteCount
    case .memory(let bytes): UInt64(bytes.count)
    }
  }

  /// The bytes from `offset` on, which the caller has checked to be there.
  func read(count: Int, at offset: UInt64) throws(SafetensorsError) -> [UInt8] {
    switch self {
    case .file(let file):
      do throws(FileError) {
        return try file.read(count: count, at: offset)
      } catch {
        throw .file(error)
      }
    case .memory(let bytes):
      return Array(bytes[Int(offset)..<Int(offset) + count])
    }
  }
}

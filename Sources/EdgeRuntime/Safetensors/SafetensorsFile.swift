/// A safetensors file open for reading its tensors one by one.
///
/// Opening reads and checks the header only; `floats(of:)` reads what it converts.
public struct SafetensorsFile: ~Copyable {
  /// The checked header.
  public let header: SafetensorsHeader
  private let source: SafetensorsSource

  /// The bytes read and converted at a time; a multiple of every element's size.
  private static let chunkByteCount = 1 << 20

  /// Opens the file at `path`.
  public init(path: String) throws(SafetensorsError) {
    let file: InputFile
    do throws(FileError) { file = try InputFile(path: path) } catch { throw .file(error) }
    try self.init(source: .file(file))
  }

  /// Takes a file that is in memory already.
  public init(bytes: [UInt8]) throws(SafetensorsError) {
    try self.init(source: .memory(bytes))
  }

  private init(source: consuming SafetensorsSource) throws(SafetensorsError) {
    header = try SafetensorsHeader(fileByteCount: source.byteCount) { (count, offset) throws(SafetensorsError) in
      try source.read(count: count, at: offset)
    }
    self.source = source
  }

  /// The elements of a tensor as float32, row-major.
  ///
  /// F16, BF16 and U8 convert exactly; F64, I64 and I32 round to the nearest float. NaN and infinity are
  /// returned as they are: what they mean is for the caller to judge.
  public func floats(of entry: SafetensorsEntry) throws(SafetensorsError) -> [Float] {
    guard entry.dataStart == header.dataStart, entry.fileOffset + UInt64(entry.byteCount) <= source.byteCount
    else { throw .foreignEntry(tensor: entry.name) }
    guard entry.type.convertsToFloat else { throw .notConvertible(tensor: entry.name, type: entry.type) }
    var values: [Float] = []
    values.reserveCapacity(entry.elementCount)
    var done = 0
    while done < entry.byteCount {
      let count = min(Self.chunkByteCount, entry.byteCount - done)
      let bytes = try source.read(count: count, at: entry.fileOffset + UInt64(done))
      SafetensorsConversion.append(bytes, as: entry.type, to: &values)
      done += count
    }
    return values
  }
}

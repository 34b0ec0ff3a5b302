/// Collects float tensors and writes them as a safetensors file.
///
/// The same tensors and metadata give the same bytes in whatever order they were added: names are sorted by
/// their bytes, as the official library does.
public struct SafetensorsWriter {
  // SAFETY: the bytes of an array, read within its count while it is borrowed.

  private var tensors: [Tensor] = []
  private var metadata: [(key: String, value: String)] = []

  private struct Tensor {
    let name: String
    let shape: [Int]
    let content: Content

    /// Bytes in the file.
    var byteCount: Int {
      switch content {
      case .floats(let values): 4 * values.count
      case .bytes(let bytes): bytes.count
      }
    }
  }

  private enum Content {
    case floats([Float])
    case bytes([UInt8])

    /// The type's name in a header.
    var type: String {
      switch self {
      case .floats: "F32"
      case .bytes: "U8"
      }
    }
  }

  /// Starts with nothing.
  public init() {}

  /// Adds a tensor, which is written as F32.
  ///
  /// - Parameters:
  ///   - name: A name within the limits that no tensor had before.
  ///   - shape: The extents, outermost first; their product is `values.count`.
  ///   - values: The elements, row-major.
  public mutating func add(name: String, shape: [Int], values: [Float]) throws(SafetensorsError) {
    precondition(shape.reduce(1, *) == values.count, "the values must fill the shape")
    try add(Tensor(name: name, shape: shape, content: .floats(values)))
  }

  /// Adds a tensor of bytes, which is written as U8.
  ///
  /// - Parameters:
  ///   - name: A name within the limits that no tensor had before.
  ///   - shape: The extents, outermost first; their product is `bytes.count`.
  ///   - bytes: The elements, row-major.
  public mutating func add(name: String, shape: [Int], bytes: [UInt8]) throws(SafetensorsError) {
    precondition(shape.reduce(1, *) == bytes.count, "the bytes must fill the shape")
    try add(Tensor(name: name, shape: shape, content: .bytes(bytes)))
  }

  private mutating func add(_ tensor: Tensor) throws(SafetensorsError) {
    let (name, shape) = (tensor.name, tensor.shape)
    try SafetensorsHeaderParser.checkName(name, offset: 0)
    guard !name.utf8.elementsEqual(SafetensorsHeaderParser.metadataKey.utf8) else { throw .reservedName }
    guard shape.count <= SafetensorsLimits.rank else { throw .rankTooLarge(offset: 0, tensor: name) }
    guard tensors.count < SafetensorsLimits.entryCount else { throw .tooManyEntries(offset: 0) }
    let place = Self.place(of: name, in: tensors.count) { tensors[$0].name }
    if place < tensors.count, tensors[place].name.utf8.elementsEqual(name.utf8) {
      throw .duplicateKey(offset: 0, key: name)
    }
    tensors.insert(tensor, at: place)
  }

  /// Sets a pair of the metadata, in place of an older one with the same key.
  public mutating func setMetadata(_ key: String, to value: String) throws(SafetensorsError) {
    let place = Self.place(of: key, in: metadata.count) { metadata[$0].key }
    if place < metadata.count, metadata[place].key.utf8.elementsEqual(key.utf8) {
      metadata[place].value = value
      return
    }
    guard metadata.count < SafetensorsLimits.entryCount else { throw .tooManyEntries(offset: 0) }
    metadata.insert((key, value), at: place)
  }

  /// The whole file.
  public func bytes() throws(SafetensorsError) -> [UInt8] {
    var bytes = try header()
    for tensor in tensors {
      switch tensor.content {
      case .floats(let values): unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
      case .bytes(let content): bytes += content
      }
    }
    return bytes
  }

  /// Writes the file at `path`, which shows the old file or the complete new one.
  public func write(to path: String) throws(SafetensorsError) {
    let header = try header()
    do throws(FileError) {
      var writer = try AtomicFileWriter(path: path)
      try writer.write(header)
      for tensor in tensors {
        switch tensor.content {
        case .floats(let values): try Self.write(values, to: &writer)
        case .bytes(let content): try writer.write(content)
        }
      }
      try writer.commit()
    } catch {
      throw .file(error)
    }
  }

  /// Writes the values as they are in memory: every target is little-endian, like the file.
  private static func write(_ values: [Float], to writer: inout AtomicFileWriter) throws(FileError) {
    var failure: FileError?
    unsafe values.withUnsafeBytes { buffer in
      do throws(FileError) { try unsafe writer.write(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// The first of `count` sorted names that does not come before `name`.
  private static func place(of name: String, in count: Int, nameAt: (Int) -> String) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if nameAt(middle).utf8.lexicographicallyPrecedes(name.utf8) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

// MARK: The header.

extension SafetensorsWriter {
  /// The length and the text of the header, padded so that the data starts at a multiple of eight.
  @_optimize(size)
  private func header() throws(SafetensorsError) -> [UInt8] {
    var text: [UInt8] = [UInt8](repeating: 0, count: SafetensorsLimits.lengthByteCount)
    text.append(UInt8(ascii: "{"))
    if !metadata.isEmpty { appendMetadata(to: &text) }
    var begin = 0
    for (index, tensor) in tensors.enumerated() {
      if index > 0 || !metadata.isEmpty { text.append(UInt8(ascii: ",")) }
      let end = begin + tensor.byteCount
      Self.appendString(tensor.name, to: &text)
      text.append(contentsOf: ":{\"dtype\":\"\(tensor.content.type)\",\"shape\":[".utf8)
      for (axis, extent) in tensor.shape.enumerated() {
        if axis > 0 { text.append(UInt8(ascii: ",")) }
        text.append(contentsOf: extent.description.utf8)
      }
      text.append(contentsOf: "],\"data_offsets\":[\(begin),\(end)]}".utf8)
      begin = end
    }
    text.append(UInt8(ascii: "}"))
    while text.count % 8 != 0 { text.append(0x20) }
    let count = text.count - SafetensorsLimits.lengthByteCount
    guard count <= SafetensorsLimits.headerByteCount else {
      throw .headerTooLarge(byteCount: UInt64(count))
    }
    for index in 0..<SafetensorsLimits.lengthByteCount {
      text[index] = UInt8(truncatingIfNeeded: UInt64(count) >> UInt64(8 * index))
    }
    return text
  }

  private func appendMetadata(to text: inout [UInt8]) {
    Self.appendString(SafetensorsHeaderParser.metadataKey, to: &text)
    text.append(contentsOf: ":{".utf8)
    for (index, pair) in metadata.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      Self.appendString(pair.key, to: &text)
      text.append(UInt8(ascii: ":"))
      Self.appendString(pair.value, to: &text)
    }
    text.append(UInt8(ascii: "}"))
  }

  private static func appendString(_ string: String, to text: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    text.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""): text.append(contentsOf: "\\\"".utf8)
      case UInt8(ascii: "\\"): text.append(contentsOf: "\\\\".utf8)
      case 0x08: text.append(contentsOf: "\\b".utf8)
      case 0x09: text.append(contentsOf: "\\t".utf8)
      case 0x0A: text.append(contentsOf: "\\n".utf8)
      case 0x0C: text.append(contentsOf: "\\f".utf8)
      case 0x0D: text.append(contentsOf: "\\r".utf8)
      case ..<0x20:
        text.append(contentsOf: "\\u00".utf8)
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
      default: text.append(byte)
      }
    }
    text.append(UInt8(ascii: "\""))
  }
}

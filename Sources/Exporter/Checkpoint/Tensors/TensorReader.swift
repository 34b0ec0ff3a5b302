import EdgeRuntime

/// Reads tensors' elements from a file as float32.
struct TensorReader: ~Copyable {
  // SAFETY: the elements of a run lie inside of the bytes that were read for it.

  private let file: InputFile
  /// Storages whose checksum was found right.
  private var verified: Set<Int> = []
  /// Bytes read at a time while verifying.
  private static let chunkByteCount = 1 << 20

  init(file: consuming InputFile) { self.file = file }

  /// The tensor's values after checking checksum, type and magnitudes.
  mutating func read(_ tensor: StoredTensor, named name: String) throws(CheckpointError) -> Tensor {
    guard tensor.storage.type.isReadable else {
      throw .tensor(.unsupportedType(name: name, type: tensor.storage.type))
    }
    let bytes = try spanBytes(of: tensor)
    let conversion = ElementConversion(type: tensor.storage.type, name: name)
    var values: [Float] = []
    values.reserveCapacity(tensor.count)
    var failure: CheckpointError?
    unsafe bytes.withUnsafeBytes { buffer in
      do throws(CheckpointError) {
        try Self.forEachElement(of: tensor) { element throws(CheckpointError) in
          unsafe values.append(try conversion.value(buffer, at: element, index: values.count))
        }
      } catch { failure = error }
    }
    if let failure { throw failure }
    return Tensor(shape: tensor.shape, values: values)
  }

  /// The SHA-256 of the whole file.
  func hexDigest(progress: (_ done: UInt64, _ total: UInt64) -> Void) throws(CheckpointError) -> String {
    try SHA256.hexDigest(of: file, progress: progress)
  }

  /// Calls `body` with each element's place in the tensor's span, in row-major order.
  private static func forEachElement(
    of tensor: StoredTensor, _ body: (Int) throws(CheckpointError) -> Void
  ) throws(CheckpointError) {
    if tensor.isContiguous {
      for element in 0..<tensor.count { try body(element) }
      return
    }
    var index = [Int](repeating: 0, count: tensor.shape.count)
    var element = 0
    for _ in 0..<tensor.count {
      try body(element)
      var axis = index.count - 1
      while axis >= 0 {
        index[axis] += 1
        element += tensor.strides[axis]
        if index[axis] < tensor.shape[axis] { break }
        element -= tensor.strides[axis] * tensor.shape[axis]
        index[axis] = 0
        axis -= 1
      }
    }
  }

  /// The bytes from the tensor's first to its last element in the storage.
  private mutating func spanBytes(of tensor: StoredTensor) throws(CheckpointError) -> [UInt8] {
    let storage = tensor.storage
    let span = tensor.span
    let first = span.lowerBound * storage.type.byteCount
    let count = span.count * storage.type.byteCount
    guard let checksum = storage.checksum, !verified.contains(storage.fileOffset) else {
      return try file.bytes(count: count, at: storage.fileOffset + first)
    }
    var result: [UInt8] = []
    result.reserveCapacity(count)
    var found = CRC32()
    var position = 0
    while position < storage.byteCount {
      let chunk = try file.bytes(
        count: min(Self.chunkByteCount, storage.byteCount - position), at: storage.fileOffset + position)
      found.update(chunk)
      let wanted =
        max(first, position)..<max(min(first + count, position + chunk.count), max(first, position))
      if !wanted.isEmpty { result += chunk[wanted.lowerBound - position..<wanted.upperBound - position] }
      position += chunk.count
    }
    guard found.value == checksum else {
      throw .zip(.checksumDiffers(name: storage.name, expected: checksum, found: found.value))
    }
    verified.insert(storage.fileOffset)
    return result
  }
}

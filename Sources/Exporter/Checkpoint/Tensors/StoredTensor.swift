/// Where a tensor's elements lie in a file; nothing of it is read yet.
///
/// Every source of tensors (a PyTorch archive, a safetensors file) comes down to these.
struct StoredTensor: Equatable, Sendable {
  let shape: [Int]
  /// Elements between neighbours, a number for each extent.
  let strides: [Int]
  /// Elements before the first.
  let elementOffset: Int
  let storage: TensorStorage

  /// Elements of the tensor.
  var count: Int { shape.reduce(1, &*) }

  /// Elements of the storage from the first to the last one used; all checked by `init(validating…)`.
  var span: Range<Int> {
    guard count > 0 else { return elementOffset..<elementOffset }
    var last = elementOffset
    for (extent, stride) in zip(shape, strides) { last += (extent - 1) * stride }
    return elementOffset..<last + 1
  }

  /// Whether elements lie one after the other in row-major order.
  var isContiguous: Bool {
    var expected = 1
    for (extent, stride) in zip(shape, strides).reversed() where extent != 1 {
      guard stride == expected else { return false }
      expected *= extent
    }
    return true
  }

  /// Describes a tensor after checking that its elements lie in its storage.
  ///
  /// `offset` is for messages.
  init(
    shape: [Int], strides: [Int], elementOffset: Int, storage: TensorStorage, at offset: Int
  ) throws(CheckpointError) {
    guard shape.count <= CheckpointLimits.rank else {
      throw .tensor(.rankTooLarge(offset: offset, rank: shape.count))
    }
    guard shape.count == strides.count else {
      throw .tensor(.stridesDiffer(offset: offset, rank: shape.count, strides: strides.count))
    }
    if let stride = strides.first(where: { $0 < 0 }) {
      throw .tensor(.negativeStride(offset: offset, stride: stride))
    }
    // Zero extents count as one here, so that an empty tensor cannot hide an absurd extent.
    var bound = storage.type.byteCount
    for extent in shape {
      guard (0...CheckpointLimits.extent).contains(extent) else {
        throw .tensor(.badExtent(offset: offset, extent: extent))
      }
      guard let next = Checked.product(bound, max(extent, 1)) else {
        throw .tensor(.shapeOverflow(offset: offset))
      }
      bound = next
    }
    let isEmpty = shape.contains(0)
    let outside = TensorError.outsideStorage(offset: offset, available: storage.elementCount)
    var last = elementOffset
    for (extent, stride) in zip(shape, strides) {
      guard let reach = Checked.product(max(extent - 1, 0), stride), let next = Checked.sum(last, reach)
      else {
        throw .tensor(outside)
      }
      last = next
    }
    let fits =
      isEmpty ? (0...storage.elementCount).contains(elementOffset) : (0..<storage.elementCount).contains(last)
    guard elementOffset >= 0, fits else { throw .tensor(outside) }
    let elements = isEmpty ? 0 : bound / storage.type.byteCount
    guard elements <= storage.elementCount else {
      throw .tensor(.expanded(offset: offset, elements: elements, available: storage.elementCount))
    }
    self.shape = shape
    self.strides = strides
    self.elementOffset = elementOffset
    self.storage = storage
  }
}

/// A run of elements in a file that tensors may share.
struct TensorStorage: Hashable, Sendable {
  let type: ElementType
  let elementCount: Int
  let fileOffset: Int
  /// CRC-32 of the bytes, when the format promises one, and the member's name for messages.
  let checksum: UInt32?
  let name: String

  /// Bytes of all elements; `elementCount` was checked against the file.
  var byteCount: Int { elementCount &* type.byteCount }
}

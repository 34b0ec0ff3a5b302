/// Why a tensor was refused.
public enum TensorError: Error, Equatable, Sendable {
  /// The extents' product, or its bytes, do not fit in 63 bits. `offset` is in the pickle.
  case shapeOverflow(offset: Int)
  /// A negative extent, or one beyond any storage.
  case badExtent(offset: Int, extent: Int)
  /// More dimensions than are read.
  case rankTooLarge(offset: Int, rank: Int)
  /// Extents and strides are not as many.
  case stridesDiffer(offset: Int, rank: Int, strides: Int)
  /// A negative stride.
  case negativeStride(offset: Int, stride: Int)
  /// Elements lie outside the storage of `available` elements.
  case outsideStorage(offset: Int, available: Int)
  /// A tensor repeats its storage's elements beyond the storage's size.
  case expanded(offset: Int, elements: Int, available: Int)
  /// The storage's bytes are not as many as its elements need.
  case storageByteCount(key: String, expected: Int, found: Int)
  /// The tensors together would hold many times the file's bytes.
  case tooMuchSharing(byteCount: Int, fileByteCount: Int)
  /// More tensors than are read.
  case tooManyTensors(count: Int)
  /// A state dict names a tensor twice.
  case duplicateName(String)
  /// A tensor's name is empty, too long, or has control characters.
  case badName(String)
  /// The state dict has no entry of this name.
  case missing(name: String, stateDict: String)
  /// There is no such state dict.
  case missingStateDict(name: String, available: [String])
  /// The entry is something else.
  case notATensor(name: String, found: PickleKind)
  /// Elements of a type that is not read.
  case unsupportedType(name: String, type: ElementType)
  /// NaN or infinity.
  case notFinite(name: String, index: Int)
  /// A magnitude beyond any sensible weight.
  case tooLarge(name: String, index: Int, value: Float)
  /// An integer that float32 does not hold exactly.
  case inexactInteger(name: String, index: Int, value: Int64)
}

extension TensorError: CustomStringConvertible {
  /// One line for people.
  public var description: String {
    switch self {
    case .shapeOverflow(let offset): "data.pkl byte \(offset): the product of a tensor's extents overflows"
    case .badExtent(let offset, let extent): "data.pkl byte \(offset): a tensor's extent is \(extent)"
    case .rankTooLarge(let offset, let rank):
      "data.pkl byte \(offset): a tensor has \(rank) dimensions; at most \(CheckpointLimits.rank) are read"
    case .stridesDiffer(let offset, let rank, let strides):
      "data.pkl byte \(offset): a tensor has \(rank) extents but \(strides) strides"
    case .negativeStride(let offset, let stride): "data.pkl byte \(offset): a tensor's stride is \(stride)"
    case .outsideStorage(let offset, let available):
      "data.pkl byte \(offset): a tensor reaches outside its storage of \(available) elements"
    case .expanded(let offset, let elements, let available):
      "data.pkl byte \(offset): a tensor repeats \(available) stored elements to \(elements); save its clone()"
    case .storageByteCount(let key, let expected, let found):
      "member data/\(key.quotedForMessage) has \(found) bytes; expected \(expected)"
    case .tooMuchSharing(let count, let fileByteCount):
      "the tensors hold \(count) bytes, the file \(fileByteCount); expected at most "
        + "\(CheckpointLimits.sharingFactor) times the file"
    case .tooManyTensors(let count): "\(count) tensors; at most \(CheckpointLimits.tensorCount) are read"
    case .duplicateName(let name): "tensor \(name.quotedForMessage) comes twice; expected once"
    case .badName(let name):
      "tensor name \(name.quotedForMessage) is empty, too long or has control characters"
    case .missing(let name, let stateDict):
      "state dict \(stateDict.quotedForMessage) has no tensor \(name.quotedForMessage)"
    case .missingStateDict(let name, let available):
      "there is no state dict \(name.quotedForMessage); the file has \(available.quotedForMessage)"
    case .notATensor(let name, let found):
      "\(name.quotedForMessage) is \(found.rawValue); expected a plain tensor"
    case .unsupportedType(let name, let type):
      "tensor \(name.quotedForMessage) is \(type.rawValue); expected float16, bfloat16, float32, float64 or int64"
    case .notFinite(let name, let index):
      "tensor \(name.quotedForMessage) element \(index) is not finite; the training failed"
    case .tooLarge(let name, let index, let value):
      "tensor \(name.quotedForMessage) element \(index) is \(value); expected magnitudes up to "
        + "\(CheckpointLimits.magnitude)"
    case .inexactInteger(let name, let index, let value):
      "tensor \(name.quotedForMessage) element \(index) is \(value), which float32 does not hold exactly"
    }
  }
}

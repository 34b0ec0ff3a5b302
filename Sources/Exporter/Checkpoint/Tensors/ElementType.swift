/// How a storage's elements are written, little-endian.
public enum ElementType: String, CaseIterable, Sendable {
  case float16, bfloat16, float32, float64
  case int8, int16, int32, int64, uint8, boolean
  case complex64, complex128
  case quantizedInt8, quantizedUInt8, quantizedInt32

  /// Bytes of an element.
  var byteCount: Int {
    switch self {
    case .int8, .uint8, .boolean, .quantizedInt8, .quantizedUInt8: 1
    case .float16, .bfloat16, .int16: 2
    case .float32, .int32, .quantizedInt32: 4
    case .float64, .int64, .complex64: 8
    case .complex128: 16
    }
  }

  /// Whether elements are read; the others may lie in a checkpoint unread.
  var isReadable: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64, .int64: true
    default: false
    }
  }

  /// The type of PyTorch's storage class `name`.
  init?(storageName name: String) {
    switch name {
    case "HalfStorage": self = .float16
    case "BFloat16Storage": self = .bfloat16
    case "FloatStorage": self = .float32
    case "DoubleStorage": self = .float64
    case "CharStorage": self = .int8
    case "ShortStorage": self = .int16
    case "IntStorage": self = .int32
    case "LongStorage": self = .int64
    case "ByteStorage", "UntypedStorage": self = .uint8
    case "BoolStorage": self = .boolean
    case "ComplexFloatStorage": self = .complex64
    case "ComplexDoubleStorage": self = .complex128
    case "QInt8Storage": self = .quantizedInt8
    case "QUInt8Storage": self = .quantizedUInt8
    case "QInt32Storage": self = .quantizedInt32
    default: return nil
    }
  }
}

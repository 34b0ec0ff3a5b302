/// What a tensor of the weights section is made of.
public enum TensorElement: UInt32, CaseIterable, Sendable {
  /// IEEE 754 floats.
  case float32 = 1
  /// Bytes of a packed matrix that only its `WeightFormat` can read.
  case packed = 2
  /// IEEE 754 numbers of half precision.
  case float16 = 3

  /// Bytes of one element.
  public var byteCount: Int {
    switch self {
    case .float32: 4
    case .packed: 1
    case .float16: 2
    }
  }
}

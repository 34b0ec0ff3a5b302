/// Turns stored elements into float32 and refuses values that no trained policy has.
struct ElementConversion {
  // SAFETY: the caller hands over bytes in which the whole element lies.

  let type: ElementType
  let name: String

  /// Element `element` of `bytes` as float32; `index` is its place in the tensor, for messages.
  func value(
    _ bytes: UnsafeRawBufferPointer, at element: Int, index: Int
  ) throws(CheckpointError) -> Float {
    let value: Float
    switch type {
    case .float32: value = unsafe Float(bitPattern: word(bytes, element, UInt32.self))
    case .float16: value = unsafe Float(Float16(bitPattern: word(bytes, element, UInt16.self)))
    case .bfloat16: value = unsafe Float(bitPattern: UInt32(word(bytes, element, UInt16.self)) << 16)
    case .float64: value = unsafe Float(Double(bitPattern: word(bytes, element, UInt64.self)))
    case .int64:
      let integer = unsafe Int64(bitPattern: word(bytes, element, UInt64.self))
      guard integer.magnitude <= 1 << 24 else {
        throw .tensor(.inexactInteger(name: name, index: index, value: integer))
      }
      value = Float(integer)
    default: throw .tensor(.unsupportedType(name: name, type: type))
    }
    guard value.isFinite else { throw .tensor(.notFinite(name: name, index: index)) }
    guard abs(value) <= CheckpointLimits.magnitude else {
      throw .tensor(.tooLarge(name: name, index: index, value: value))
    }
    return value
  }

  /// The caller's elements lie in `bytes`; the buffer's own bounds check is the second line.
  private func word<Word: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, _ element: Int, _: Word.Type
  ) -> Word {
    unsafe Word(littleEndian: bytes.loadUnaligned(fromByteOffset: element * MemoryLayout<Word>.size, as: Word.self))
  }
}

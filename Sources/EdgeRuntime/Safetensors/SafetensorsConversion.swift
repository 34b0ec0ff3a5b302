/// Little-endian elements to float32.
///
/// Done on the bits: Swift has no `Float16` on x86-64 Linux.
enum SafetensorsConversion {
  // SAFETY: offsets step through the buffer by the type's size, of which its count is a multiple.

  /// Appends the elements in `bytes`, whole ones of a type that converts.
  static func append(_ bytes: [UInt8], as type: SafetensorsType, to values: inout [Float]) {
    precondition(bytes.count % type.byteCount == 0, "elements must be whole")
    unsafe bytes.withUnsafeBytes { buffer in
      for offset in stride(from: 0, to: buffer.count, by: type.byteCount) {
        unsafe values.append(element(of: buffer, at: offset, type))
      }
    }
  }

  @inline(__always)
  private static func element(
    of buffer: UnsafeRawBufferPointer, at offset: Int, _ type: SafetensorsType
  ) -> Float {
    switch type {
    case .f32: return unsafe Float(bitPattern: buffer.littleEndian(at: offset))
    case .f16: return unsafe float(half: buffer.littleEndian(at: offset))
    case .bf16: return unsafe Float(bitPattern: UInt32(buffer.littleEndian(at: offset) as UInt16) << 16)
    case .f64: return unsafe Float(Double(bitPattern: buffer.littleEndian(at: offset)))
    case .i64: return unsafe Float(buffer.littleEndian(at: offset) as Int64)
    case .u8: return unsafe Float(buffer[offset])
    case .i32: return unsafe Float(buffer.littleEndian(at: offset) as Int32)
    default: preconditionFailure("the type does not convert")
    }
  }

  /// The value of an IEEE 754 half; a NaN keeps its payload.
  static func float(half bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10 & 0x1F)
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:
      // A subnormal half is `fraction` steps of 2⁻²⁴, which float32 holds exactly.
      let magnitude = Float(fraction) * Float(bitPattern: (127 - 24) << 23)
      return Float(bitPattern: sign | magnitude.bitPattern)
    case 0x1F: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 127 - 15) << 23 | fraction << 13)
    }
  }
}

extension UnsafeRawBufferPointer {
  /// The integer at `offset`, which need not be aligned.
  @inline(__always)
  fileprivate func littleEndian<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Value {
    unsafe Value(littleEndian: loadUnaligned(fromByteOffset: offset, as: Value.self))
  }
}

/// An element type of a safetensors file: every official type that fills whole bytes.
public enum SafetensorsType: CaseIterable, Equatable, Sendable {
  case bool, u8, i8, f8E5M2, f8E4M3, f8E8M0, f8E4M3FNUZ, f8E5M2FNUZ
  case i16, u16, f16, bf16
  case i32, u32, f32
  case c64, f64, i64, u64

  /// The type's name in a header.
  public var name: String {
    switch self {
    case .bool: "BOOL"
    case .u8: "U8"
    case .i8: "I8"
    case .f8E5M2: "F8_E5M2"
    case .f8E4M3: "F8_E4M3"
    case .f8E8M0: "F8_E8M0"
    case .f8E4M3FNUZ: "F8_E4M3FNUZ"
    case .f8E5M2FNUZ: "F8_E5M2FNUZ"
    case .i16: "I16"
    case .u16: "U16"
    case .f16: "F16"
    case .bf16: "BF16"
    case .i32: "I32"
    case .u32: "U32"
    case .f32: "F32"
    case .c64: "C64"
    case .f64: "F64"
    case .i64: "I64"
    case .u64: "U64"
    }
  }

  /// The bytes of one element.
  public var byteCount: Int {
    switch self {
    case .bool, .u8, .i8, .f8E5M2, .f8E4M3, .f8E8M0, .f8E4M3FNUZ, .f8E5M2FNUZ: 1
    case .i16, .u16, .f16, .bf16: 2
    case .i32, .u32, .f32: 4
    case .c64, .f64, .i64, .u64: 8
    }
  }

  /// True where `SafetensorsFile.floats(of:)` can convert the elements.
  public var convertsToFloat: Bool {
    switch self {
    case .f32, .f16, .bf16, .f64, .i64, .i32, .u8: true
    default: false
    }
  }

  /// The type called `name` in a header, in exactly that case.
  public init?(name: String) {
    for type in SafetensorsType.allCases where type.name.utf8.elementsEqual(name.utf8) {
      self = type
      return
    }
    return nil
  }
}

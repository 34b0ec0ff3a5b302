/// IEEE 754 half precision, by its bits: one sign, five of exponent, ten of fraction.
///
/// Not `Float16`, whose conversions are calls of a library where a processor has no instruction for them.
public enum HalfPrecision {
  /// The largest finite magnitude.
  public static var greatest: Float { 65504 }

  /// The number that `bits` stand for, exactly.
  public static func float(_ bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let magnitude = UInt32(bits & 0x7FFF)
    // Subnormal numbers are whole multiples of 2⁻²⁴; of others the exponent's bias goes from 15 to 127.
    if magnitude < 0x400 { return Float(bitPattern: sign | (Float(magnitude) * 0x1p-24).bitPattern) }
    let exponentIsFull = magnitude >= 0x7C00
    return Float(bitPattern: sign | (magnitude << 13) + (exponentIsFull ? 224 : 112) << 23)
  }

  /// The bits of the nearest number, halves to even; infinite from 65520 on.
  public static func bits(_ value: Float) -> UInt16 {
    let sign = UInt16(truncatingIfNeeded: value.bitPattern >> 16) & 0x8000
    let magnitude = value.magnitude
    guard !magnitude.isNaN else { return sign | 0x7E00 }
    guard magnitude < 65520 else { return sign | 0x7C00 }
    if magnitude < 0x1p-14 {
      // Exact in float, so that rounding happens once.
      return sign | UInt16((magnitude * 0x1p24).rounded(.toNearestOrEven))
    }
    let pattern = magnitude.bitPattern
    let rounded = pattern + 0xFFF + (pattern >> 13 & 1)
    return sign | UInt16((rounded >> 13) - 112 << 10)
  }

  /// Whether `bits` are neither infinite nor NaN.
  static func isFinite(_ bits: UInt16) -> Bool { bits & 0x7C00 != 0x7C00 }
}

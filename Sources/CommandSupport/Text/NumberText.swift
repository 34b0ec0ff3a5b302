/// Numbers as text, the same on every machine.
public enum NumberText {
  /// A number with `digits` decimals, correctly rounded with ties to even: `-2.50`.
  public static func fixed(_ value: Double, digits: Int) -> String {
    precondition(digits >= 0, "the number of decimals must not be negative")
    guard value.isFinite else { return nonFinite(value) }
    var decimal = ExactDecimal(magnitudeOf: value)
    decimal.round(toDigits: decimal.pointIndex + digits)
    var bytes: [UInt8] = value.sign == .minus ? [UInt8(ascii: "-")] : []
    for place in -max(decimal.pointIndex, 1)..<digits {
      if place == 0 { bytes.append(UInt8(ascii: ".")) }
      bytes.append(0x30 + decimal.digit(at: place))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// So many things: `1 thread`, `2,000 threads`.
  ///
  /// - Parameter noun: One of them, whose plural ends with an s.
  public static func counted(_ count: Int, _ noun: String) -> String {
    grouped(count) + " " + noun + (count == 1 ? "" : "s")
  }

  /// A number with one digit before the point and `digits` after it: `1.2e-06`.
  public static func scientific(_ value: Double, digits: Int) -> String {
    precondition(digits >= 0, "the number of decimals must not be negative")
    guard value.isFinite else { return nonFinite(value) }
    var decimal = ExactDecimal(magnitudeOf: value)
    decimal.round(toDigits: digits + 1)
    var bytes: [UInt8] = value.sign == .minus ? [UInt8(ascii: "-")] : []
    for index in 0...digits {
      if index == 1 { bytes.append(UInt8(ascii: ".")) }
      bytes.append(0x30 + decimal.digit(at: index - decimal.pointIndex))
    }
    let exponent = value == 0 ? 0 : decimal.pointIndex - 1
    bytes.append(UInt8(ascii: "e"))
    bytes.append(UInt8(ascii: exponent < 0 ? "-" : "+"))
    if abs(exponent) < 10 { bytes.append(UInt8(ascii: "0")) }
    bytes.append(contentsOf: abs(exponent).description.utf8)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A whole number in groups of three digits: `255,138,308`.
  public static func grouped(_ value: Int) -> String {
    let digits = Array(value.magnitude.description.utf8)
    var bytes: [UInt8] = value < 0 ? [UInt8(ascii: "-")] : []
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(digit)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A number of bytes in powers of a thousand, with one decimal: `327.9 MB`.
  public static func bytes(_ count: UInt64) -> String {
    guard count >= 1000 else { return "\(count) B" }
    return scaled(Double(count), step: 1000, units: ["B", "kB", "MB", "GB", "TB", "PB", "EB"], digits: 1)
  }

  /// A time with two decimals in the unit that fits: `12.34 ms`.
  public static func duration(nanoseconds: UInt64) -> String {
    guard nanoseconds >= 1000 else { return "\(nanoseconds) ns" }
    return scaled(Double(nanoseconds), step: 1000, units: ["ns", "us", "ms", "s"], digits: 2)
  }

  /// A share as a percentage: `12.5 %`.
  public static func percentage(_ share: Double, digits: Int = 1) -> String {
    fixed(share * 100, digits: digits) + " %"
  }

  private static func scaled(_ value: Double, step: Double, units: [String], digits: Int) -> String {
    var value = value
    var unit = 0
    // Half of the last decimal below the step would print as the step itself.
    let bound = step - (digits == 1 ? 0.05 : 0.005)
    while value >= bound, unit < units.count - 1 {
      value /= step
      unit += 1
    }
    return fixed(value, digits: digits) + " " + units[unit]
  }

  private static func nonFinite(_ value: Double) -> String {
    value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
  }
}

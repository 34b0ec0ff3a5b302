/// Numbers from text.
public enum NumberParsing {
  /// A whole number in plain digits, perhaps with a minus sign; nil for anything else.
  static func wholeNumber(_ text: String) -> Int? {
    guard text.utf8.first != UInt8(ascii: "+") else { return nil }
    return Int(text)
  }

  /// Whole numbers from 0 to `limit` and ranges of them, like `0-3,6`; nil for anything else.
  public static func list(_ text: String, upTo limit: Int) -> [Int]? {
    var numbers: [Int] = []
    var first: Int?
    var last: Int?
    // A comma at the end closes the last part.
    for byte in Array(text.utf8) + [UInt8(ascii: ",")] {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let number = (last ?? 0) * 10 + Int(byte - UInt8(ascii: "0"))
        guard number <= limit else { return nil }
        last = number
      case UInt8(ascii: "-"):
        guard first == nil, let number = last else { return nil }
        (first, last) = (number, nil)
      case UInt8(ascii: ","):
        guard let end = last, (first ?? end) <= end else { return nil }
        for number in (first ?? end)...end { numbers.append(number) }
        (first, last) = (nil, nil)
      default: return nil
      }
    }
    return numbers
  }

  /// A decimal number like `50`, `-0.02` or `1e-3`; nil for anything else, also for what is not finite.
  ///
  /// Exact to the last bit while the digits make an integer up to 2⁵³ and the power of ten is at most 22,
  /// as everything a person types does; within a few units of the last place otherwise.
  static func real(_ text: String) -> Double? {
    var bytes = text.utf8[...]
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative { bytes.removeFirst() }
    var digits: UInt64 = 0
    var exponent = 0
    var digitCount = 0
    var pointSeen = false
    while let byte = bytes.first, byte | 0x20 != UInt8(ascii: "e") {
      bytes.removeFirst()
      if byte == UInt8(ascii: "."), !pointSeen {
        pointSeen = true
        continue
      }
      guard (0x30...0x39).contains(byte), digitCount < 19 else { return nil }
      digits = digits * 10 + UInt64(byte - 0x30)
      digitCount += 1
      if pointSeen { exponent -= 1 }
    }
    guard digitCount > 0 else { return nil }
    if !bytes.isEmpty {
      bytes.removeFirst()
      guard let power = Int(Substring(bytes)), abs(power) <= 400 else { return nil }
      exponent += power
    }
    let value = scaled(Double(digits), byPowerOfTen: exponent)
    guard value.isFinite else { return nil }
    return isNegative ? -value : value
  }

  /// One correctly rounded product or quotient while the power of ten is exact, several beyond.
  private static func scaled(_ value: Double, byPowerOfTen exponent: Int) -> Double {
    var result = value
    var left = abs(exponent)
    while left > 0 {
      let step = min(left, 22)
      var power = 1.0
      for _ in 0..<step { power *= 10 }
      result = exponent < 0 ? result / power : result * power
      left -= step
    }
    return result
  }
}

/// The exact decimal digits of a finite double, for correct rounding.
///
/// A double is m · 2^e. For e < 0 that is m · 5^−e / 10^−e, so its digits are those of the integer m · 5^−e
/// with the point moved: 767 at most.
struct ExactDecimal {
  /// The digits, the first not zero; empty for zero.
  private(set) var digits: [UInt8]
  /// The number of digits before the decimal point; negative for zeros right after it.
  private(set) var pointIndex: Int

  /// The digits of the magnitude of `value`.
  init(magnitudeOf value: Double) {
    precondition(value.isFinite, "only finite numbers have digits")
    let fraction = value.bitPattern & 0xF_FFFF_FFFF_FFFF
    let biased = Int(value.bitPattern >> 52 & 0x7FF)
    let significand = biased == 0 ? fraction : fraction | 1 << 52
    let exponent = max(biased, 1) - 1075
    // Limbs of nine digits, the lowest first.
    var limbs = [significand % 1_000_000_000, significand / 1_000_000_000]
    for _ in 0..<abs(exponent) { Self.multiply(&limbs, by: exponent < 0 ? 5 : 2) }
    digits = Self.digits(of: limbs)
    pointIndex = digits.count + min(exponent, 0)
    if digits.isEmpty { pointIndex = 0 }
  }

  /// Rounds to `count` digits from the first on, ties to even; a negative count leaves nothing.
  mutating func round(toDigits count: Int) {
    guard count < digits.count else { return }
    guard count >= 0 else {
      digits = []
      return
    }
    let dropped = digits[count]
    let isTie = dropped == 5 && digits[(count + 1)...].allSatisfy { $0 == 0 }
    let isOdd = count > 0 && digits[count - 1] % 2 == 1
    digits.removeSubrange(count...)
    guard dropped > 5 || (dropped == 5 && (!isTie || isOdd)) else { return }
    var place = count - 1
    while place >= 0, digits[place] == 9 {
      digits[place] = 0
      place -= 1
    }
    if place >= 0 {
      digits[place] += 1
    } else {
      digits.insert(1, at: 0)
      pointIndex += 1
    }
  }

  /// The digit at `place`, counted from the decimal point: 0 is the first after it, −1 the last before.
  func digit(at place: Int) -> UInt8 {
    let index = pointIndex + place
    return digits.indices.contains(index) ? digits[index] : 0
  }

  private static func multiply(_ limbs: inout [UInt64], by factor: UInt64) {
    var carry: UInt64 = 0
    for index in limbs.indices {
      let product = limbs[index] * factor + carry
      limbs[index] = product % 1_000_000_000
      carry = product / 1_000_000_000
    }
    if carry > 0 { limbs.append(carry) }
  }

  private static func digits(of limbs: [UInt64]) -> [UInt8] {
    var reversed: [UInt8] = []
    for limb in limbs {
      var rest = limb
      for _ in 0..<9 {
        reversed.append(UInt8(rest % 10))
        rest /= 10
      }
    }
    while reversed.last == 0 { reversed.removeLast() }
    return reversed.reversed()
  }
}

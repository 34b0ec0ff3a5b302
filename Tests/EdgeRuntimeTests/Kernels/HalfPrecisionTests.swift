import EdgeRuntime
import Testing

/// Half precision against the compiler's own `Float16`.
@Suite struct HalfPrecisionTests {
  @Test func everyPatternIsRead() {
    for bits in UInt16.min...UInt16.max {
      let (found, expected) = (HalfPrecision.float(bits), Float(Float16(bitPattern: bits)))
      if expected.isNaN { #expect(found.isNaN) } else { #expect(found.bitPattern == expected.bitPattern, "\(bits)") }
    }
  }

  @Test func everyPatternIsWrittenAgain() {
    for bits in UInt16.min...UInt16.max {
      let value = HalfPrecision.float(bits)
      if value.isNaN {
        #expect(HalfPrecision.bits(value) & 0x7FFF == 0x7E00)
      } else {
        #expect(HalfPrecision.bits(value) == bits)
      }
    }
  }

  /// Between each two neighbours: just below the middle, the middle and just above it, of both signs.
  @Test func roundsHalvesToEven() {
    for bits in UInt16(0)..<0x7BFF {
      let middle = (HalfPrecision.float(bits) + HalfPrecision.float(bits + 1)) / 2
      for value in [middle.nextDown, middle, middle.nextUp, -middle.nextDown, -middle, -middle.nextUp] {
        #expect(HalfPrecision.bits(value) == Float16(value).bitPattern, "\(value)")
      }
    }
    for value in [65504, 65519.996, 65520, 1e30, Float.infinity, -65520, .leastNonzeroMagnitude, -0.0, 1e-8] {
      #expect(HalfPrecision.bits(value) == Float16(value).bitPattern, "\(value)")
    }
  }
}

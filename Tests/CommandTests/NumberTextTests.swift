import CommandSupport
import Foundation
import Testing

@Suite struct NumberTextTests {
  @Test(
    arguments: [
      (0, 2, "0.00"), (-0.0, 1, "-0.0"), (2.5, 0, "2"), (3.5, 0, "4"), (0.5, 0, "0"), (1.5, 0, "2"),
      (2.675, 2, "2.67"), (0.125, 2, "0.12"), (0.375, 2, "0.38"), (9.995, 2, "9.99"), (9.996, 2, "10.00"),
      (-1.25, 1, "-1.2"), (99.95, 0, "100"), (0.04, 1, "0.0"), (0.06, 1, "0.1"), (0.0004, 2, "0.00"),
      (1e23, 0, "99999999999999991611392"), (123.456, 5, "123.45600"),
      (.nan, 2, "nan"), (.infinity, 2, "inf"), (-.infinity, 2, "-inf"),
    ] as [(Double, Int, String)])
  func fixed(_ value: Double, _ digits: Int, _ text: String) {
    #expect(NumberText.fixed(value, digits: digits) == text)
  }

  @Test(
    arguments: [
      (1.2e-6, 1, "1.2e-06"), (0, 1, "0.0e+00"), (9.96, 1, "1.0e+01"), (-12345, 2, "-1.23e+04"),
      (1e100, 0, "1e+100"), (.leastNonzeroMagnitude, 3, "4.941e-324"), (1, 3, "1.000e+00"), (.nan, 1, "nan"),
    ] as [(Double, Int, String)])
  func scientific(_ value: Double, _ digits: Int, _ text: String) {
    #expect(NumberText.scientific(value, digits: digits) == text)
  }

  @Test func agreesWithTheCLibrary() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<3000 {
      let value = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random))
      let digits = Int.random(in: 0...12, using: &random)
      guard value.isFinite else { continue }
      #expect(NumberText.scientific(value, digits: digits) == String(format: "%.\(digits)e", value))
      let near = Double.random(in: -2000...2000, using: &random)
      #expect(NumberText.fixed(near, digits: digits) == String(format: "%.\(digits)f", near))
    }
  }

  @Test func groupsDigits() {
    #expect(NumberText.grouped(0) == "0")
    #expect(NumberText.grouped(999) == "999")
    #expect(NumberText.grouped(-1000) == "-1,000")
    #expect(NumberText.grouped(255_138_308) == "255,138,308")
    #expect(NumberText.grouped(.min) == "-9,223,372,036,854,775,808")
  }

  @Test func scalesUnits() {
    #expect(NumberText.bytes(999) == "999 B")
    #expect(NumberText.bytes(1000) == "1.0 kB")
    #expect(NumberText.bytes(327_889_999) == "327.9 MB")
    #expect(NumberText.bytes(999_999) == "1.0 MB")
    #expect(NumberText.bytes(.max) == "18.4 EB")
    #expect(NumberText.duration(nanoseconds: 999) == "999 ns")
    #expect(NumberText.duration(nanoseconds: 12_345_678) == "12.35 ms")
    #expect(NumberText.duration(nanoseconds: 999_999) == "1.00 ms")
    #expect(NumberText.duration(nanoseconds: 3_600_000_000_000) == "3600.00 s")
    #expect(NumberText.percentage(0.125) == "12.5 %")
  }
}

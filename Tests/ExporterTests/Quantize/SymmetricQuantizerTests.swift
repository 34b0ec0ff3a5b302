import EdgeRuntime
import Exporter
import Quantize
import TestSupport
import Testing

@Suite struct SymmetricQuantizerTests {
  @Test func coversItsRange() {
    let quantizer = SymmetricQuantizer(largestMagnitude: 2)
    #expect(quantizer.quantize(2) == 127)
    #expect(quantizer.quantize(-2) == -127)
    #expect(quantizer.quantize(0) == 0)
    #expect(quantizer.quantize(-3) == -127, "beyond the range it stays at the end, and −128 is never used")
  }

  @Test func roundsHalvesToEven() {
    let quantizer = SymmetricQuantizer(largestMagnitude: 127)
    #expect(quantizer.scale == 1)
    #expect(quantizer.quantize(0.5) == 0)
    #expect(quantizer.quantize(1.5) == 2)
    #expect(quantizer.quantize(-2.5) == -2)
  }

  @Test func isWithinHalfAStep() {
    let quantizer = SymmetricQuantizer(largestMagnitude: 0.37)
    for step in -1000...1000 {
      let weight = 0.37 * Float(step) / 1000
      let error = (quantizer.dequantize(quantizer.quantize(weight)) - weight).magnitude
      #expect(error <= quantizer.scale * 0.5001)
    }
  }

  @Test func channelsOfZerosStayZero() {
    let quantizer = SymmetricQuantizer(largestMagnitude: 0)
    #expect(quantizer.scale == 1)
    #expect(quantizer.quantize(0) == 0)
  }

  @Test func reportCoversEveryMatrix() throws {
    let export = try PolicyExport(Fixture.source(Fixture.cases[3]))
    let file = TemporaryFile()
    try export.write(to: file.path, goldens: [])
    let report = RangeReport(of: try PolicyFile(path: file.path))
    #expect(report.matrices.first?.name.hasPrefix("obs_encoder") == true)
    #expect(report.matrices.contains { $0.name == "model.film" })
    for matrix in report.matrices {
      #expect(matrix.largest > 0)
      // A step of the scale is 1/127 of the range: the error of uniform weights is about 0.45 % of their norm.
      #expect((1e-4...0.02).contains(matrix.relativeError), "\(matrix)")
    }
  }
}

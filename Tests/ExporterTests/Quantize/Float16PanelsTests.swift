import EdgeRuntime
import KernelConformance
import Testing

@testable import Exporter

/// What rounding to half precision makes of weights (equation 11).
@Suite struct Float16PanelsTests {
  private func pack(_ weights: [Float], of matrix: PackedMatrix) -> Float16Panels.Packed {
    unsafe weights.withUnsafeBufferPointer { unsafe Float16Panels.pack($0, of: matrix) }
  }

  private func halves(_ packed: Float16Panels.Packed) -> [UInt16] {
    stride(from: 0, to: packed.bytes.count, by: 2).map { UInt16(packed.bytes[$0]) | UInt16(packed.bytes[$0 + 1]) << 8 }
  }

  /// Floats that are nearly those of a normal distribution, of standard deviation 0.02.
  private func weights(_ matrix: PackedMatrix) -> [Float] {
    var numbers = SeededNumbers(seed: 5)
    return (0..<matrix.panels * matrix.taps * matrix.channels * 16).map { _ in
      (0..<6).reduce(Float(0)) { sum, _ in sum + Float(Double(numbers.bits() % 20001) / 10000 - 1) } * 0.0141
    }
  }

  private let matrix = PackedMatrix(tensor: 0, taps: 3, channels: 516, panels: 2)

  /// Every weight is the nearest half or, where it is less than a quarter of its run's greatest, the nearest multiple
  /// of what halves have there.
  @Test func theLeastWeightsTakeTheStepOfAQuarter() {
    let weights = weights(matrix)
    let halves = halves(pack(weights, of: matrix))
    matrix.forEachRun { first, channels in
      let run = first..<first + channels * 16
      let greatest = run.map { HalfPrecision.float(HalfPrecision.bits(weights[$0])).magnitude }.max() ?? 0
      let step = greatest.binade / 4096
      for index in run {
        let nearest = HalfPrecision.float(HalfPrecision.bits(weights[index]))
        let multiple = (weights[index] / step).rounded(.toNearestOrEven) * step
        let expected = weights[index].magnitude < greatest.binade / 4 ? multiple : nearest
        #expect(HalfPrecision.float(halves[index]) == expected)
      }
    }
  }

  /// Which costs little, and lets a policy code them.
  @Test func codesCanHoldThemAndLittleIsLost() throws {
    let weights = weights(matrix)
    let packed = pack(weights, of: matrix)
    let noise = weights.reduce(0.0) { sum, weight in
      let lost = Double(weight - HalfPrecision.float(HalfPrecision.bits(weight)))
      return sum + lost * lost
    }
    let signal = weights.reduce(0.0) { $0 + Double($1) * Double($1) }
    let more = signal / noise / packed.signalToNoise
    print("noise of half precision times \(more)")
    #expect(more >= 1 && more < 2)
    var half = matrix
    half.format = .float16
    try packed.bytes.withUnsafeBytes {
      let start = try #require($0.baseAddress)
      #expect(unsafe Float16Coder(of: half, at: start).isExact)
    }
  }

  /// Where one weight is far greater than the rest, each is rounded for itself.
  @Test func anOutlierSpoilsNothing() {
    var weights = weights(matrix)
    weights[100] = 50
    let halves = halves(pack(weights, of: matrix))
    #expect(zip(halves, weights).allSatisfy { $0 == HalfPrecision.bits($1) })
  }

  /// A tensor may hold more than its matrix; zeros stay zeros.
  @Test func zerosAndWhatFollowsAMatrixAreKept() {
    let small = PackedMatrix(tensor: 0, taps: 1, channels: 4, panels: 1)
    let halves = halves(pack([Float](repeating: 0, count: 64) + [1.5, -0.25], of: small))
    #expect(halves == [UInt16](repeating: 0, count: 64) + [0x3E00, 0xB400])
  }
}

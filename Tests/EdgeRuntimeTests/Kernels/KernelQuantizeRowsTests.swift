import CKernels
import KernelConformance
import Testing

@testable import EdgeRuntime

/// Rows of bytes: every kernel the same bytes, scales and zeros as the reference, which does what the equations say.
@Suite struct KernelQuantizeRowsTests {
  @Test(arguments: KernelSet.available) func everyKernelAgreesToTheBit(kernels: KernelSet) {
    #expect(Conformance.quantizeMismatch(kernels, cases: 2000, seed: 41) == nil)
  }

  /// The worked example of `docs/quantization.md`.
  @Test(arguments: KernelSet.available) func replaysTheWorkedExample(kernels: KernelSet) {
    // lo = -1, hi = 1.55: a step is 0.01 and zero stands at 100. 0.125 is halfway: to even.
    let result = QuantizeCase([[-1, 0, 0.5, 1.55, 0.125]]).run(kernels)
    #expect(result.zeros == [100])
    #expect(abs(Float(bitPattern: result.scales[0]) - 0.01) < 1e-8)
    #expect(result.bytes == [0, 100, 150, 255, 112, 0, 0, 0])
    #expect(abs(product(result, kernels) - 7.3) < 1e-5)
  }

  /// The row times weights 1 to 5 of scale 1.
  private func product(_ row: QuantizeCase.Result, _ kernels: KernelSet) -> Float {
    var packed = [UInt8](repeating: 0, count: 2 * 64 + 128)
    for channel in 0..<5 { packed[channel / 4 * 64 + channel % 4] = UInt8(channel + 1) }
    // The first column's scale and sum: 1.0 is 3F80 0000.
    (packed[130], packed[131], packed[192]) = (0x80, 0x3F, 15)
    let (bytes, weights) = (GuardedFloats(bytes: row.bytes), GuardedFloats(bytes: packed))
    let scales = GuardedFloats(row.scales.map { Float(bitPattern: $0) })
    let zeros = GuardedFloats(row.zeros.map { Float(bitPattern: UInt32(bitPattern: $0)) })
    let output = GuardedFloats(count: 1)
    var product = edge_gemm_i8()
    product.input = UnsafePointer(bytes.start(as: UInt8.self))
    product.scales = UnsafePointer(scales.start)
    product.zeros = UnsafePointer(zeros.start(as: Int32.self))
    product.weights = UnsafePointer(weights.start(as: Int8.self))
    product.output = output.start
    (product.rows, product.taps, product.channels, product.chunk_length, product.columns) = (1, 1, 5, 8, 1)
    return withExtendedLifetime((bytes, weights, scales, zeros)) {
      kernels.gemmInt8(&product)
      return output.start[0]
    }
  }

  @Test(arguments: KernelSet.available) func rowsWithoutARangeAreZeros(kernels: KernelSet) {
    for row in [[0, -0.0, 0], [Float.leastNonzeroMagnitude, 0, 0], [-1e-31, 1e-31, 0]] {
      let result = QuantizeCase([row]).run(kernels)
      #expect(result.bytes == [0, 0, 0, 0] && result.scales == [0] && result.zeros == [0])
    }
  }

  @Test(arguments: KernelSet.available) func whatIsNotFiniteGivesNaN(kernels: KernelSet) {
    for value in [Float.nan, -.nan, .signalingNaN, .infinity, -.infinity] {
      for channels in [1, 3, 8, 9, 17] {
        for place in 0..<channels {
          var row = [Float](repeating: 0.5, count: channels)
          row[place] = value
          let result = QuantizeCase([row, [Float](repeating: 1, count: channels)], gap: 1).run(kernels)
          #expect(Float(bitPattern: result.scales[0]).isNaN && !Float(bitPattern: result.scales[1]).isNaN)
          #expect(result.bytes.prefix((channels + 3) / 4 * 4).allSatisfy { $0 == 0 })
        }
      }
    }
    // A range beyond the floats.
    let result = QuantizeCase([[-3e38, 3e38]]).run(kernels)
    #expect(Float(bitPattern: result.scales[0]).isNaN)
  }

  /// Sixteen bits: 256 · high + low is the rounded value, and both bytes stay within their range.
  @Test func wideRowsHoldSixteenBits() {
    var numbers = SeededNumbers(seed: 42)
    for index in 0..<300 {
      let channels = 1 + Int(numbers.bits() % 40)
      var row = numbers.floats(channels, scale: 3)
      if index == 0 { row = row.map { $0 > 0 ? 2 : -2 } }
      let stride = (channels + 3) / 4 * 4
      let output = GuardedFloats(bytes: [UInt8](repeating: 0xAA, count: 2 * stride))
      let (input, scales, zeros) = (GuardedFloats(row), GuardedFloats(count: 1), GuardedFloats(count: 1))
      var job = edge_quantize_rows(
        input: input.start, input_row_stride: channels,
        output: output.start(as: UInt8.self), output_row_stride: stride,
        scales: scales.start, zeros: zeros.start(as: Int32.self),
        rows: 1, channels: Int32(channels))
      withExtendedLifetime((input, zeros)) { Reference.quantizeWideRows(&job) }
      let bytes = output.bytes.map { Int($0) }
      let scale = scales.start[0]
      for channel in 0..<channels {
        let (high, low) = (bytes[channel] - 128, bytes[stride + channel] - 128)
        #expect((-127...127).contains(high))
        #expect(abs(Float(256 * high + low) * scale - row[channel]) <= 0.505 * scale)
      }
    }
  }
}

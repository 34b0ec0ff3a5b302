import CKernels

import EdgeRuntime

/// An integer product with memory that ends at guard pages: bytes, scales, packed weights.
public struct Int8Case: Sendable {
  // SAFETY: operands on guarded memory, of the very extents that the argument struct tells.

  private let rows, taps, channels, columns, chunkLength, rowStep: Int
  private let isWide: Bool
  /// Bytes between rows of the input, floats between rows of the output: with gaps or without.
  private let inputStride, outputStride: Int
  /// Weights by (column, tap, channel), scales and zeros of rows, bytes by (row, channel).
  private var weights: [Int8] = []
  private var weightScales: [Float] = []
  private var scales: [Float] = []
  private var zeros: [Int32] = []
  private var bytes: [UInt8] = []
  private var bias: [Float] = []

  /// How weights and bytes are drawn.
  public enum Kind: Sendable { case ordinary, extreme }

  /// Draws a case.
  public init(
    rows: Int, taps: Int, channels: Int, columns: Int, chunkLength: Int, rowStep: Int = 1, isWide: Bool = false,
    kind: Kind = .ordinary, _ numbers: inout SeededNumbers
  ) {
    (self.rows, self.taps, self.channels, self.columns) = (rows, taps, channels, columns)
    (self.chunkLength, self.rowStep, self.isWide) = (chunkLength, rowStep, isWide)
    inputStride = (channels + 3) / 4 * 4 + 4 * Int(numbers.bits() % 3)
    outputStride = columns + Int(numbers.bits() % 3)
    for _ in 0..<columns * taps * channels {
      let draw = numbers.bits()
      weights.append(kind == .extreme ? [127, -127, 127, -127, 0][Int(draw % 5)] : Int8(Int(draw % 255) - 127))
    }
    for _ in 0..<byteRows * channels {
      let draw = numbers.bits()
      bytes.append(kind == .extreme ? [0, 255, 128, 0, 255][Int(draw % 5)] : UInt8(draw % 256))
    }
    weightScales = numbers.floats(chunkCount * taps * columns).map { $0.magnitude * 0.01 }
    scales = numbers.floats(lines).map { $0.magnitude * 0.1 }
    zeros = (0..<lines).map { _ in Int32(numbers.bits() % 256) }
    bias = numbers.floats((columns + 15) / 16 * 16)
  }

  /// Rows of the input, each two rows of bytes in the wide form.
  private var lines: Int { (rows - 1) * rowStep + taps }
  private var byteRows: Int { isWide ? 2 * lines : lines }
  private var chunkCount: Int { (channels + chunkLength - 1) / chunkLength }
  /// The extents, for people.
  public var name: String {
    "\(rows) rows by \(rowStep), \(taps) taps, \(channels) channels by \(chunkLength), \(columns) columns"
      + (isWide ? ", wide" : "")
  }

  private func weight(_ column: Int, _ tap: Int, _ channel: Int) -> Int8 {
    column < columns && channel < channels ? weights[(column * taps + tap) * channels + channel] : 0
  }

  private func weightScale(_ column: Int, _ tap: Int, _ chunk: Int) -> Float {
    column < columns ? weightScales[(column * taps + tap) * chunkCount + chunk] : 0
  }

  private func chunk(_ index: Int) -> Range<Int> {
    index * chunkLength..<min((index + 1) * chunkLength, channels)
  }

  /// The packed weights, laid out from the words of `docs/format.md`.
  public var packed: [UInt8] {
    var packed: [UInt8] = []
    func append(_ word: UInt32) { for byte in 0..<4 { packed.append(UInt8(word >> (8 * UInt32(byte)) & 255)) } }
    for panel in 0..<(columns + 15) / 16 {
      for tap in 0..<taps {
        for index in 0..<chunkCount {
          let channels = chunk(index)
          for group in stride(from: channels.lowerBound, to: channels.upperBound, by: 4) {
            for column in 16 * panel..<16 * panel + 16 {
              for channel in group..<group + 4 {
                packed.append(UInt8(bitPattern: weight(column, tap, channel)))
              }
            }
          }
          for column in 16 * panel..<16 * panel + 16 { append(weightScale(column, tap, index).bitPattern) }
          for column in 16 * panel..<16 * panel + 16 {
            let sum = channels.reduce(0) { $0 + Int(weight(column, tap, $1)) }
            append(UInt32(bitPattern: Int32(sum)))
          }
        }
      }
    }
    return packed
  }

  /// The weights that the int8 ones stand for, as float32 panels (panels, taps, channels, 16).
  public var floatPanels: [Float] {
    var panels: [Float] = []
    for panel in 0..<(columns + 15) / 16 {
      for tap in 0..<taps {
        for channel in 0..<channels {
          for column in 16 * panel..<16 * panel + 16 {
            panels.append(Float(weight(column, tap, channel)) * weightScale(column, tap, channel / chunkLength))
          }
        }
      }
    }
    return panels
  }

  /// Runs the kernel over copies at guard pages; returns the output's bits, its gaps checked.
  public func run(_ kernels: KernelSet, withBias: Bool = true) -> (bits: [UInt32], isIntact: Bool) {
    // Without the gap after the last row, which no kernel may touch.
    let byteCount = (byteRows - 1) * inputStride + (channels + 3) / 4 * 4
    var rowBytes = [UInt8](repeating: 0xAA, count: byteCount)
    for row in 0..<byteRows {
      for channel in 0..<channels { rowBytes[row * inputStride + channel] = bytes[row * channels + channel] }
    }
    let input = GuardedFloats(bytes: rowBytes)
    let weights = GuardedFloats(bytes: packed)
    let (scales, bias) = (GuardedFloats(self.scales), GuardedFloats(self.bias))
    let zeros = GuardedFloats(self.zeros.map { Float(bitPattern: UInt32(bitPattern: $0)) })
    let output = GuardedFloats(count: (rows - 1) * outputStride + columns)
    var product = unsafe edge_gemm_i8()
    unsafe product.input = UnsafePointer(input.start(as: UInt8.self))
    unsafe product.input_stride = inputStride
    unsafe product.scales = UnsafePointer(scales.start)
    unsafe product.zeros = UnsafePointer(zeros.start(as: Int32.self))
    unsafe product.weights = UnsafePointer(weights.start(as: Int8.self))
    unsafe product.bias = withBias ? UnsafePointer(bias.start) : nil
    unsafe product.output = output.start
    unsafe product.output_row_stride = outputStride
    unsafe (product.row_step, product.tap_step) = (Int32(rowStep), 1)
    unsafe (product.rows, product.taps, product.channels) = (Int32(rows), Int32(taps), Int32(channels))
    unsafe (product.chunk_length, product.columns) = (Int32(chunkLength), Int32(columns))
    unsafe product.is_wide = isWide ? 1 : 0
    return withExtendedLifetime((input, weights, scales, bias, zeros)) {
      unsafe kernels.gemmInt8(&product)
      return (output.bits, output.isIntact(outside: columns, rowStride: outputStride))
    }
  }

  /// The contract, by loops over its definition: integers exactly, then floats one operation at a time.
  public func expected(withBias: Bool = true) -> [UInt32] {
    var result = [UInt32](repeating: GuardedFloats.canary.bitPattern, count: (rows - 1) * outputStride + columns)
    for row in 0..<rows {
      for column in 0..<columns {
        var total: Float = withBias ? bias[column] : 0
        for tap in 0..<taps {
          let line = row * rowStep + tap
          for index in 0..<chunkCount {
            let worth = weightScale(column, tap, index) * scales[line]
            let term = Float(difference(column, tap, line, chunk(index))) * worth
            total = total + term
          }
        }
        result[row * outputStride + column] = total.bitPattern
      }
    }
    return result
  }

  private func difference(_ column: Int, _ tap: Int, _ line: Int, _ channels: Range<Int>) -> Int32 {
    func sum(_ row: Int, zero: Int) -> Int {
      channels.reduce(0) {
        $0 + Int(weight(column, tap, $1)) * (Int(bytes[row * self.channels + $1]) - zero)
      }
    }
    if !isWide { return Int32(sum(line, zero: Int(zeros[line]))) }
    return Int32(256 * sum(2 * line, zero: 128) + sum(2 * line + 1, zero: 128))
  }
}

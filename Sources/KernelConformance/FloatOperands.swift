import CKernels

import EdgeRuntime

/// What a product of floats reads beside its weights, and where it writes: memory that ends at guard pages.
struct FloatOperands: Sendable {
  // SAFETY: operands on guarded memory, of the very extents that the argument struct tells.

  let rows, taps, channels, columns: Int
  let inputStride: Int
  private let outputStride: Int
  /// Where each row's window begins; row · inputStride unless scattered.
  private let places: [Int]
  private let isScattered: Bool
  let input: [Float]
  let bias: [Float]

  /// Draws operands; `gap` floats stand between the rows of input and output.
  ///
  /// Every third time the windows are scattered over the input.
  init(rows: Int, taps: Int, channels: Int, columns: Int, gap: Int, _ numbers: inout SeededNumbers) {
    (self.rows, self.taps, self.channels, self.columns) = (rows, taps, channels, columns)
    (inputStride, outputStride) = (channels + gap, columns + gap)
    input = numbers.floats((rows + taps - 2) * inputStride + channels)
    isScattered = numbers.pick([1, 2, 3]) == 3
    var places = (0..<rows).map { [inputStride] in $0 * inputStride }
    if isScattered {
      let last = (rows - 1) * inputStride
      for row in 0..<rows { places[row] = Int(numbers.bits() % UInt64(last + 1)) }
    }
    self.places = places
    bias = numbers.floats((columns + 15) / 16 * 16)
  }

  /// The extents, for people.
  var name: String { "\(rows) rows, \(taps) taps, \(channels) of \(inputStride) channels, \(columns) columns" }

  /// Floats of the output, gaps between its rows among them.
  var outputCount: Int { (rows - 1) * outputStride + columns }

  /// The place of an output.
  func place(_ row: Int, _ column: Int) -> Int { row * outputStride + column }

  /// The contract of a product with `panels` (panels, taps, channels, 16), by loops over its definition, as bits.
  ///
  /// - Parameters:
  ///   - chunkLength: Channels whose products are added before the sum joins the total.
  ///   - isFused: Whether a product is added before it is rounded, as all sets but "generic" do.
  func expected(_ panels: [Float], chunkLength: Int, isFused: Bool, withBias: Bool) -> [UInt32] {
    var result = [UInt32](repeating: GuardedFloats.canary.bitPattern, count: outputCount)
    for row in 0..<rows {
      for column in 0..<columns {
        var total: Float = withBias ? bias[column] : 0
        for tap in 0..<taps {
          let first = places[row] + tap * inputStride
          let run = (column / 16 * taps + tap) * channels
          for chunk in stride(from: 0, to: channels, by: chunkLength) {
            var partial: Float = 0
            for channel in chunk..<min(chunk + chunkLength, channels) {
              let (x, weight) = (input[first + channel], panels[(run + channel) * 16 + column % 16])
              let product = x * weight
              partial = isFused ? partial.addingProduct(x, weight) : partial + product
            }
            total = total + partial
          }
        }
        result[place(row, column)] = total.bitPattern
      }
    }
    return result
  }

  /// Multiplies by copies of the floats of `panels` at guard pages; returns the output's bits, its gaps checked.
  func multiply(by panels: [Float], _ kernels: KernelSet, withBias: Bool) -> (bits: [UInt32], isIntact: Bool) {
    let floats = GuardedFloats(panels)
    return unsafe run(withBias: withBias) { product in
      var product = unsafe product
      unsafe product.weights = UnsafePointer(floats.start)
      withExtendedLifetime(floats) { unsafe kernels.gemm(&product) }
    }
  }

  /// Runs `multiply` over copies at guard pages, its product's weights still to set; returns the output's bits, its
  /// gaps checked.
  func run(withBias: Bool, _ multiply: (edge_gemm_f32) -> Void) -> (bits: [UInt32], isIntact: Bool) {
    let (input, bias) = (GuardedFloats(self.input), GuardedFloats(self.bias))
    let output = GuardedFloats(count: outputCount)
    var product = unsafe edge_gemm_f32()
    unsafe product.input = UnsafePointer(input.start)
    unsafe (product.input_row_stride, product.input_tap_stride) = (isScattered ? 0 : inputStride, inputStride)
    unsafe product.bias = withBias ? UnsafePointer(bias.start) : nil
    unsafe product.output = output.start
    unsafe product.output_row_stride = outputStride
    unsafe (product.rows, product.taps) = (Int32(rows), Int32(taps))
    unsafe (product.channels, product.columns) = (Int32(channels), Int32(columns))
    return unsafe places.withUnsafeBufferPointer { places in
      withExtendedLifetime((input, bias)) {
        if isScattered { unsafe product.input_places = places.baseAddress }
        unsafe multiply(product)
        return (output.bits, output.isIntact(outside: columns, rowStride: outputStride))
      }
    }
  }
}

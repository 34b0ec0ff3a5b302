import KernelConformance
import TestSupport
import Testing

@testable import EdgeRuntime

/// Convolutions of images, of floats and of bytes, against direct loops over pixels, whole and in the shares of several
/// threads.
struct ConvolutionOperationTests {
  private struct ConvolutionCase: Sendable, CustomTestStringConvertible {
    var images = 2
    var height = 7
    var width = 9
    var channels = 3
    var outputs = 20
    var window = ImageWindow(height: 3, width: 3, stride: 1, padding: 1)
    var hasBias = false
    var hasResidual = false
    var relu = false
    var staging = Convolution.Staging.lines

    var testDescription: String { "\(self)" }

    static let all = [
      ConvolutionCase(),
      ConvolutionCase(window: ImageWindow(height: 7, width: 7, stride: 2, padding: 3), hasBias: true),
      ConvolutionCase(window: ImageWindow(height: 3, width: 3, stride: 2, padding: 1), relu: true),
      ConvolutionCase(
        window: ImageWindow(height: 1, width: 1, stride: 2), hasBias: true, hasResidual: true, relu: true,
        staging: .inPlace),
      ConvolutionCase(height: 1, width: 1, channels: 40, outputs: 33, hasResidual: true, staging: .windows),
      ConvolutionCase(images: 1, height: 3, width: 3, channels: 100, outputs: 48, hasBias: true, relu: true),
      ConvolutionCase(
        window: ImageWindow(height: 2, width: 5, stride: 3, padding: 1), hasBias: true, staging: .windows),
      ConvolutionCase(images: 2, height: 6, width: 150, window: ImageWindow(height: 5, width: 5, padding: 2)),
      ConvolutionCase(images: 3, height: 5, width: 5, channels: 64, outputs: 16),
      ConvolutionCase(window: ImageWindow(height: 3, width: 2, stride: 2), relu: true, staging: .inPlace),
    ]
  }

  @Test(arguments: ConvolutionCase.all, KernelSet.available.map(\.name))
  private func convolves(_ test: ConvolutionCase, kernels: String) throws {
    var random = SeededGenerator(seed: 3)
    let window = test.window
    let input = ImageMap(0, images: test.images, test.height, test.width, test.channels)
    let output = ImageMap(
      1, images: test.images, window.count(over: test.height, size: window.height),
      window.count(over: test.width, size: window.width), test.outputs)
    let rows = output.pixels.rows
    let panels = PanelLayout.panelCount(columns: test.outputs)
    let length = window.height * window.width * test.channels
    let weights = random.floats(panels * 16 * length, magnitude: 0.25)
    let (bias, residual) = (random.floats(16 * panels), random.floats(rows * test.outputs))
    let pixels = random.floats(input.pixels.elementCount)
    let convolution = Convolution(
      input: input, output: output, window: window,
      matrix: PackedMatrix(tensor: 0, taps: window.height, channels: window.width * test.channels, panels: panels),
      bias: test.hasBias ? 1 : nil, residual: test.hasResidual ? BufferView(2, rows, test.outputs) : nil,
      relu: test.relu)
    #expect(convolution.staging == test.staging)
    let found = try OperationBench.results(
      convolution, kernels: kernels, buffers: [pixels, [Float](repeating: 9, count: rows * test.outputs), residual],
      tensors: [weights, bias], result: 1)

    let picture = Picture(input, pixels)
    var expected: [Double] = []
    for row in 0..<rows {
      let (image, y, x) = (row / output.area, row % output.area / output.width, row % output.width)
      for column in 0..<test.outputs {
        var sum = test.hasBias ? Double(bias[column]) : 0
        for index in 0..<length {
          let (pixel, channel) = (index / test.channels, index % test.channels)
          let (line, place) = (pixel / window.width, pixel % window.width)
          let weight = weights[(column / 16 * length + index) * 16 + column % 16]
          sum +=
            Double(weight)
            * picture.value(
              image, y * window.stride - window.padding + line, x * window.stride - window.padding + place, channel)
        }
        if test.hasResidual { sum += Double(residual[row * test.outputs + column]) }
        expected.append(test.relu ? max(sum, 0) : sum)
      }
    }
    #expect(worstDifference(found, expected) < 3e-6)
  }

  private static let bytesCases = [
    ConvolutionCase(
      height: 19, width: 17, channels: 5, window: ImageWindow(height: 3, width: 3, stride: 2, padding: 1)),
    ConvolutionCase(
      height: 19, width: 17, channels: 64, window: ImageWindow(height: 3, width: 3, stride: 2, padding: 1)),
    ConvolutionCase(images: 3, height: 5, width: 5, channels: 64),
    ConvolutionCase(height: 4, width: 150, channels: 4, window: ImageWindow(height: 5, width: 4, padding: 2)),
    ConvolutionCase(height: 6, width: 11, channels: 7, window: ImageWindow(height: 3, width: 2)),
    ConvolutionCase(channels: 8, window: ImageWindow(height: 1, width: 1, stride: 2), staging: .windows),
    ConvolutionCase(height: 1, width: 1, channels: 40, staging: .windows),
  ]

  /// In int8 the lines of a window are rows of their own: the bits of a product over windows that the test lays out.
  @Test(arguments: KernelSet.available.map(\.name), bytesCases)
  private func convolvesBytes(kernels: String, test: ConvolutionCase) throws {
    var random = SeededGenerator(seed: 12)
    var numbers = SeededNumbers(seed: 12)
    let (window, channels) = (test.window, test.channels)
    let input = ImageMap(0, images: test.images, test.height, test.width, channels)
    let output = ImageMap(
      1, images: test.images, window.count(over: test.height, size: window.height),
      window.count(over: test.width, size: window.width), 24)
    let (rows, length) = (output.pixels.rows, window.width * channels)
    let sampled = Int8Case(
      rows: 1, taps: window.height, channels: length, columns: 24, chunkLength: Int8Format.padded(length), &numbers)
    let words = stride(from: 0, to: sampled.packed.count, by: 4).map { place in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(sampled.packed[place + $1]) << (8 * UInt32($1)) })
    }
    var matrix = PackedMatrix(tensor: 0, taps: window.height, channels: length, panels: 2)
    matrix.format = .int8(Int8Format(activation: .rows, chunkLength: Int8Format.padded(length)))
    let tensors = [words, random.floats(32)]
    let pixels = random.floats(input.pixels.elementCount)
    let picture = Picture(input, pixels)
    var windows: [Float] = []
    for row in 0..<rows {
      let (image, y, x) = (row / output.area, row % output.area / output.width, row % output.width)
      let (top, left) = (y * window.stride - window.padding, x * window.stride - window.padding)
      for line in 0..<window.height {
        for place in 0..<window.width {
          for channel in 0..<channels {
            windows.append(Float(picture.value(image, top + line, left + place, channel)))
          }
        }
      }
    }
    let part = ProductPart(inputOffset: 0, columns: 24, output: output.pixels, epilogue: .none)
    let product = Product(
      inputBuffer: 0, inputRowStride: window.height * length, inputTapStride: length, rows: rows, matrix: matrix,
      bias: 1, first: part, second: nil)
    let convolution = Convolution(input: input, output: output, window: window, matrix: matrix, bias: 1)
    #expect(convolution.staging == test.staging)
    #expect(convolution.integerMultiplyAdds == rows * 24 * window.height * length)
    let empty = [Float](repeating: 9, count: rows * 24)
    let found = try OperationBench.results(
      convolution, kernels: kernels, buffers: [pixels, empty], tensors: tensors, result: 1)
    let expected = OperationBench(
      kernels: try .named(kernels), buffers: [windows, empty], tensors: tensors, scratchCount: product.scratchCount
    ).run(product, result: 1)
    #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
    matrix.format = .int8(Int8Format(activation: .wideRows, chunkLength: 64))
    #expect(!Convolution(input: input, output: output, window: window, matrix: matrix, bias: 1).extentsAgree)
  }

  @Test func gathersMoreWindowsThanOneBlock() throws {
    var random = SeededGenerator(seed: 5)
    let (input, output) = (ImageMap(0, images: 1, 16, 13, 1), ImageMap(1, images: 1, 16, 13, 17))
    let window = ImageWindow(height: 3, width: 3, stride: 1, padding: 1)
    let convolution = Convolution(
      input: input, output: output, window: window, matrix: PackedMatrix(tensor: 0, taps: 3, channels: 3, panels: 2),
      bias: nil)
    #expect(convolution.blocks == 4)
    // A window's middle alone is the image again.
    var weights = [Float](repeating: 0, count: 2 * 9 * 16)
    weights.replaceSubrange(4 * 16..<5 * 16, with: [Float](repeating: 1, count: 16))
    weights[(9 + 4) * 16] = 1
    let pixels = random.floats(16 * 13)
    let found = try OperationBench.results(
      convolution, kernels: KernelSet.best.name, buffers: [pixels, [Float](repeating: 9, count: 16 * 13 * 17)],
      tensors: [weights], result: 1)
    #expect(found == pixels.flatMap { [Float](repeating: $0, count: 17) })
  }
}

import KernelConformance
import TestSupport
import Testing

@testable import EdgeRuntime

/// Operations on images against direct loops over pixels, whole and in the shares of several threads.
struct ImageOperationTests {
  /// Images of doubles, as (image, line, column, channel).
  private struct Picture {
    let (height, width, channels): (Int, Int, Int)
    let values: [Double]

    init(_ map: ImageMap, _ values: [Float]) {
      (height, width, channels) = (map.height, map.width, map.channels)
      self.values = values.map(Double.init)
    }

    /// Zero, or what is said, outside of the image.
    func value(_ image: Int, _ y: Int, _ x: Int, _ channel: Int, outside: Double = 0) -> Double {
      guard (0..<height).contains(y), (0..<width).contains(x) else { return outside }
      return values[((image * height + y) * width + x) * channels + channel]
    }
  }

  private static func map(_ buffer: Int, images: Int, _ height: Int, _ width: Int, _ channels: Int) -> ImageMap {
    ImageMap(pixels: BufferView(buffer, images * height * width, channels), height: height, width: width)
  }

  /// Runs the operation whole and in two to five shares, which must give the same bits.
  private func results(
    _ operation: some OperationRecord, kernels: String, buffers: [[Float]], tensors: [[Float]] = [], result: Int
  ) throws -> [Float] {
    #expect(operation.extentsAgree)
    var whole: [Float] = []
    for shares in 1...5 {
      let bench = OperationBench(
        kernels: try .named(kernels), buffers: buffers, tensors: tensors, scratchCount: operation.scratchCount)
      let values = bench.run(operation, shares: min(shares, operation.divisions), result: result)
      if shares == 1 { whole = values }
      #expect(values.map(\.bitPattern) == whole.map(\.bitPattern), "\(shares) shares")
    }
    return whole
  }

  @Test(arguments: [(7, 9, 7, 9), (16, 12, 5, 20), (5, 20, 16, 7), (1, 4, 3, 1)])
  func resizingIsATriangleOfTheOldPixels(height: Int, width: Int, newHeight: Int, newWidth: Int) throws {
    var random = SeededGenerator(seed: 3)
    let planes = 4
    let pixels = random.floats(planes * height * width)
    let resize = ImageResize(
      input: BufferView(0, planes * height, width), output: BufferView(1, planes * newHeight, newWidth), planes: planes)
    let count = planes * newHeight * newWidth
    let got = try results(
      resize, kernels: "generic", buffers: [pixels, [Float](repeating: .nan, count: count)], result: 1)
    func weights(_ place: Int, _ from: Int, _ to: Int) -> [Double] {
      let ratio = Double(from) / Double(to)
      let all = (0..<from).map { max(0, 1 - abs(Double($0) + 0.5 - (Double(place) + 0.5) * ratio) / max(ratio, 1)) }
      return all.map { $0 / all.reduce(0, +) }
    }
    var want: [Double] = []
    for plane in 0..<planes {
      for y in 0..<newHeight {
        let down = weights(y, height, newHeight)
        for x in 0..<newWidth {
          let across = weights(x, width, newWidth)
          var sum = 0.0
          for line in 0..<height {
            for pixel in 0..<width {
              sum += down[line] * across[pixel] * Double(pixels[(plane * height + line) * width + pixel])
            }
          }
          want.append(sum)
        }
      }
    }
    #expect(worstDifference(got, want) < 1e-6)
    if height == newHeight, width == newWidth { #expect(got == pixels, "the same size is left as it is") }
  }

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
    let input = Self.map(0, images: test.images, test.height, test.width, test.channels)
    let output = Self.map(
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
    let found = try results(
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
    let input = Self.map(0, images: test.images, test.height, test.width, channels)
    let output = Self.map(
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
    let found = try results(convolution, kernels: kernels, buffers: [pixels, empty], tensors: tensors, result: 1)
    let expected = OperationBench(
      kernels: try .named(kernels), buffers: [windows, empty], tensors: tensors, scratchCount: product.scratchCount
    ).run(product, result: 1)
    #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
    matrix.format = .int8(Int8Format(activation: .wideRows, chunkLength: 64))
    #expect(!Convolution(input: input, output: output, window: window, matrix: matrix, bias: 1).extentsAgree)
  }

  @Test func gathersMoreWindowsThanOneBlock() throws {
    var random = SeededGenerator(seed: 5)
    let (input, output) = (Self.map(0, images: 1, 16, 13, 1), Self.map(1, images: 1, 16, 13, 17))
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
    let found = try results(
      convolution, kernels: KernelSet.best.name, buffers: [pixels, [Float](repeating: 9, count: 16 * 13 * 17)],
      tensors: [weights], result: 1)
    #expect(found == pixels.flatMap { [Float](repeating: $0, count: 17) })
  }

  @Test(arguments: KernelSet.available.map(\.name)) func takesTheLargest(kernels: String) throws {
    var random = SeededGenerator(seed: 8)
    let (input, output) = (Self.map(0, images: 2, 7, 6, 19), Self.map(1, images: 2, 4, 3, 19))
    let window = ImageWindow(height: 3, width: 3, stride: 2, padding: 1)
    var pixels = random.floats(input.pixels.elementCount).map { $0 - 2 }
    pixels[5] = .nan
    let found = try results(
      MaxPool(input: input, output: output, window: window), kernels: kernels,
      buffers: [pixels, [Float](repeating: 9, count: output.pixels.elementCount)], result: 1)
    let picture = Picture(input, pixels)
    for (index, value) in found.enumerated() {
      let (row, channel) = (index / 19, index % 19)
      let (y, x) = (row % output.area / output.width, row % output.width)
      let seen = (0..<9).map { place in
        picture.value(
          row / output.area, 2 * y - 1 + place / 3, 2 * x - 1 + place % 3, channel, outside: -.infinity)
      }
      let isSame = seen.contains(where: \.isNaN) ? value.isNaN : Double(value) == seen.max()
      #expect(isSame, "row \(row), channel \(channel)")
    }
  }

  @Test(arguments: KernelSet.available.map(\.name), [true, false]) func normalizesGroups(
    kernels: String, isLast: Bool
  ) throws {
    var random = SeededGenerator(seed: 11)
    let (images, pixels, groups, width) = (2, 15, 3, 16)
    let columns = groups * width
    let view = BufferView(0, images * pixels, columns)
    let values = random.floats(view.elementCount).map { 3 * $0 + 1 }
    let (gamma, beta) = (random.floats(columns), random.floats(columns))
    let residual = random.floats(view.elementCount)
    let norm = GroupNormalize(
      input: view, output: BufferView(1, images * pixels, columns), images: images, groups: groups, gamma: 0, beta: 1,
      epsilon: 1e-5, residual: isLast ? BufferView(2, images * pixels, columns) : nil, relu: isLast)
    let found = try results(
      norm, kernels: kernels, buffers: [values, [Float](repeating: 9, count: values.count), residual],
      tensors: [gamma, beta], result: 1)
    var expected = [Double](repeating: 0, count: values.count)
    for image in 0..<images {
      for group in 0..<groups {
        let places = (0..<pixels).flatMap { pixel in
          (0..<width).map { (image * pixels + pixel) * columns + group * width + $0 }
        }
        let mean = places.reduce(0) { $0 + Double(values[$1]) } / Double(places.count)
        let variance = places.reduce(0) { $0 + (Double(values[$1]) - mean) * (Double(values[$1]) - mean) }
        let rstd = 1 / (variance / Double(places.count) + 1e-5).squareRoot()
        for place in places {
          let column = place % columns
          let value = (Double(values[place]) - mean) * rstd * Double(gamma[column]) + Double(beta[column])
          expected[place] = isLast ? max(value + Double(residual[place]), 0) : value
        }
      }
    }
    #expect(worstDifference(found, expected) < 2e-6)
  }

  @Test func cropsAndTurnsPlanesIntoPixels() throws {
    var random = SeededGenerator(seed: 13)
    let (images, channels, height, width) = (2, 3, 9, 8)
    let planes = random.floats(images * channels * height * width)
    let input = ImageInput(
      input: BufferView(0, images * channels * height, width), output: Self.map(1, images: images, 4, 5, channels),
      top: 5, left: 1, scale: 0, offset: 1)
    let (scale, offset): ([Float], [Float]) = ([2, 0.5, 1], [-1, 0, 0.25])
    let found = try results(
      input, kernels: KernelSet.best.name,
      buffers: [planes, [Float](repeating: 9, count: input.output.pixels.elementCount)], tensors: [scale, offset],
      result: 1)
    for (index, value) in found.enumerated() {
      let (row, channel) = (index / channels, index % channels)
      let (image, y, x) = (row / 20, row % 20 / 5, row % 5)
      let pixel = planes[((image * channels + channel) * height + 5 + y) * width + 1 + x]
      #expect(value == pixel * scale[channel] + offset[channel], "row \(row), channel \(channel)")
    }
  }

  @Test(arguments: [(3, 3), (1, 4), (6, 1)], [Float(1), 0.25]) func findsKeypoints(
    size: (height: Int, width: Int), temperature: Float
  ) throws {
    var random = SeededGenerator(seed: 17)
    let input = Self.map(0, images: 2, size.height, size.width, 5)
    let values = random.floats(input.pixels.elementCount, magnitude: 40)
    let found = try results(
      SpatialSoftmax(input: input, output: BufferView(1, 2, 10), temperature: temperature),
      kernels: KernelSet.best.name, buffers: [values, [Float](repeating: 9, count: 20)], result: 1)
    func place(_ index: Int, _ count: Int) -> Double { count == 1 ? -1 : Double(2 * index) / Double(count - 1) - 1 }
    var expected: [Double] = []
    for image in 0..<2 {
      for channel in 0..<5 {
        let column = (0..<input.area).map { Double(values[(image * input.area + $0) * 5 + channel]) }
        let largest = column.max() ?? 0
        let weights = column.map { Reference.exponential(max(($0 - largest) / Double(temperature), -87)) }
        let sum = weights.reduce(0, +)
        let pixels = weights.enumerated()
        expected.append(pixels.reduce(0) { $0 + $1.element / sum * place($1.offset % size.width, size.width) })
        expected.append(pixels.reduce(0) { $0 + $1.element / sum * place($1.offset / size.width, size.height) })
      }
    }
    #expect(worstDifference(found, expected) < 1e-6)
    var broken = values
    broken[7] = .nan
    let result = try results(
      SpatialSoftmax(input: input, output: BufferView(1, 2, 10)), kernels: KernelSet.best.name,
      buffers: [broken, [Float](repeating: 9, count: 20)], result: 1)
    #expect(result.filter(\.isNaN).count == 2, "a NaN is not lost")
  }

  @Test func averages() throws {
    var random = SeededGenerator(seed: 19)
    let input = Self.map(0, images: 2, 3, 4, 5)
    let values = random.floats(input.pixels.elementCount)
    let found = try results(
      AveragePool(input: input, output: BufferView(1, 2, 5)), kernels: KernelSet.best.name,
      buffers: [values, [Float](repeating: 9, count: 10)], result: 1)
    let expected = (0..<10).map { place in
      (0..<12).reduce(0.0) { $0 + Double(values[(place / 5 * 12 + $1) * 5 + place % 5]) } / 12
    }
    #expect(worstDifference(found, expected) < 1e-6)
  }

  @Test func refusesWindowsAndImagesThatDoNotFit() {
    let window = ImageWindow(height: 3, width: 3, stride: 2, padding: 1)
    let pool = MaxPool(
      input: Self.map(0, images: 2, 7, 6, 19), output: Self.map(1, images: 2, 4, 3, 19), window: window)
    let changes: [(inout MaxPool) -> Void] = [
      { $0.input.height = 6 }, { $0.output.height = 3 }, { $0.output.width = 4 }, { $0.window.padding = 3 },
      { $0.window.stride = 1 }, { $0.window.height = 12 }, { $0.input.pixels.rowStride = 20 },
      { $0.input = Self.map(0, images: 1, 7, 6, 19) }, { $0.output = Self.map(1, images: 2, 4, 3, 18) },
    ]
    for (index, change) in changes.enumerated() {
      var changed = pool
      change(&changed)
      #expect(!changed.extentsAgree, "change \(index)")
    }
    let input = ImageInput(
      input: BufferView(0, 2 * 3 * 9, 8), output: Self.map(1, images: 2, 4, 5, 3), top: 5, left: 3, scale: 0, offset: 1)
    #expect(input.extentsAgree)
    for change in [(1, 0), (0, 1)] {
      var changed = input
      (changed.top, changed.left) = (5 + change.0, 3 + change.1)
      #expect(!changed.extentsAgree)
    }
  }

  @Test func oneImageIsItsPart() {
    let window = ImageWindow(height: 3, width: 3, stride: 2, padding: 1)
    let pool = MaxPool(
      input: Self.map(0, images: 2, 7, 6, 4), output: Self.map(1, images: 2, 4, 3, 4), window: window)
    var random = SeededGenerator(seed: 23)
    let buffers = [random.floats(pool.input.pixels.elementCount), [Float](repeating: 9, count: 2 * 12 * 4)]
    let whole = OperationBench(kernels: .best, buffers: buffers).run(pool, result: 1)
    let bench = OperationBench(kernels: .best, buffers: buffers)
    for index in 0..<2 {
      var part = pool
      let isTaken = part.take(index, of: 2)
      #expect(isTaken && part.extentsAgree)
      bench.run(part, result: 1)
    }
    #expect(bench.buffer(1) == whole)
    var other = pool
    let isTaken = other.take(0, of: 4)
    #expect(!isTaken, "an image is not cut")
  }
}

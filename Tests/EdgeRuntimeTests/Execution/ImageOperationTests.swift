import TestSupport
import Testing

@testable import EdgeRuntime

/// Operations on images against direct loops over pixels, whole and in the shares of several threads.
struct ImageOperationTests {
  @Test(arguments: [(7, 9, 7, 9), (16, 12, 5, 20), (5, 20, 16, 7), (1, 4, 3, 1)])
  func resizingIsATriangleOfTheOldPixels(height: Int, width: Int, newHeight: Int, newWidth: Int) throws {
    var random = SeededGenerator(seed: 3)
    let planes = 4
    let pixels = random.floats(planes * height * width)
    let resize = ImageResize(
      input: BufferView(0, planes * height, width), output: BufferView(1, planes * newHeight, newWidth), planes: planes)
    let count = planes * newHeight * newWidth
    let got = try OperationBench.results(
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

  @Test(arguments: KernelSet.available.map(\.name)) func takesTheLargest(kernels: String) throws {
    var random = SeededGenerator(seed: 8)
    let (input, output) = (ImageMap(0, images: 2, 7, 6, 19), ImageMap(1, images: 2, 4, 3, 19))
    let window = ImageWindow(height: 3, width: 3, stride: 2, padding: 1)
    var pixels = random.floats(input.pixels.elementCount).map { $0 - 2 }
    pixels[5] = .nan
    let found = try OperationBench.results(
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
    let found = try OperationBench.results(
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
      input: BufferView(0, images * channels * height, width), output: ImageMap(1, images: images, 4, 5, channels),
      top: 5, left: 1, scale: 0, offset: 1)
    let (scale, offset): ([Float], [Float]) = ([2, 0.5, 1], [-1, 0, 0.25])
    let found = try OperationBench.results(
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
    let input = ImageMap(0, images: 2, size.height, size.width, 5)
    let values = random.floats(input.pixels.elementCount, magnitude: 40)
    let found = try OperationBench.results(
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
    let result = try OperationBench.results(
      SpatialSoftmax(input: input, output: BufferView(1, 2, 10)), kernels: KernelSet.best.name,
      buffers: [broken, [Float](repeating: 9, count: 20)], result: 1)
    #expect(result.filter(\.isNaN).count == 2, "a NaN is not lost")
  }

  @Test func averages() throws {
    var random = SeededGenerator(seed: 19)
    let input = ImageMap(0, images: 2, 3, 4, 5)
    let values = random.floats(input.pixels.elementCount)
    let found = try OperationBench.results(
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
      input: ImageMap(0, images: 2, 7, 6, 19), output: ImageMap(1, images: 2, 4, 3, 19), window: window)
    let changes: [(inout MaxPool) -> Void] = [
      { $0.input.height = 6 }, { $0.output.height = 3 }, { $0.output.width = 4 }, { $0.window.padding = 3 },
      { $0.window.stride = 1 }, { $0.window.height = 12 }, { $0.input.pixels.rowStride = 20 },
      { $0.input = ImageMap(0, images: 1, 7, 6, 19) }, { $0.output = ImageMap(1, images: 2, 4, 3, 18) },
    ]
    for (index, change) in changes.enumerated() {
      var changed = pool
      change(&changed)
      #expect(!changed.extentsAgree, "change \(index)")
    }
    let input = ImageInput(
      input: BufferView(0, 2 * 3 * 9, 8), output: ImageMap(1, images: 2, 4, 5, 3), top: 5, left: 3, scale: 0, offset: 1)
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
      input: ImageMap(0, images: 2, 7, 6, 4), output: ImageMap(1, images: 2, 4, 3, 4), window: window)
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

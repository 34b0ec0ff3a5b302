import TestSupport
import Testing

@testable import EdgeRuntime

/// Products of random shapes against a direct loop, and the same bits for any number of threads.
struct ProductTests {
  private struct Case {
    var product: Product
    var buffers: [[Float]]
    var tensors: [[Float]]
  }

  /// A product over the buffers input, first output, second output, film and residual, for two sampler rows.
  private func randomCase(_ random: inout SeededGenerator) -> Case {
    func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    let (rows, taps, channels) = (pick(1...9), pick(1...5), pick(1...40))
    let stride = pick(1...2)
    let gap = pick(0...3)
    let padded = (rows - 1) * stride + taps + 1
    let partCount = pick(1...2)
    var tensors: [[Float]] = []
    func tensor(_ count: Int, around center: Float = 0) -> Int {
      tensors.append(random.floats(count, magnitude: 0.5).map { $0 + center })
      return tensors.count - 1
    }
    var parts: [ProductPart] = []
    var (film, residual): ([Float], [Float]) = ([0], [0])
    for index in 0..<partCount {
      let groups = pick(1...4)
      let columns = groups * pick(1...24)
      let output = BufferView(
        buffer: 1 + index, offset: pick(0...3), rowStride: columns + pick(0...2), rows: rows, columns: columns
      )
      var epilogue = [ProductPart.Epilogue.none, .relu, .mish][pick(0...2)]
      if index == 0 && pick(0...1) == 1 {
        film = random.floats(2 * columns + 1)
        residual = random.floats(rows * columns)
        let modulation = GroupNormEpilogue.Film(
          buffer: 3, offset: 1, bias: tensor(4 * columns + 2), biasOffset: 2, biasRowStride: 2 * columns)
        epilogue = .groupNorm(
          GroupNormEpilogue(
            groups: groups, gamma: tensor(columns, around: 1), beta: tensor(columns), epsilon: 1e-5,
            film: pick(0...1) == 1 ? modulation : nil,
            residual: pick(0...1) == 1 ? BufferView(4, rows, columns) : nil))
      }
      parts.append(ProductPart(inputOffset: index, columns: columns, output: output, epilogue: epilogue))
    }
    let panels = parts.reduce(0) { $0 + $1.panelCount }
    let product = Product(
      inputBuffer: 0, inputRowStride: stride * (channels + gap), inputTapStride: channels + gap, rows: rows,
      matrix: PackedMatrix(
        tensor: tensor(panels * taps * channels * 16), taps: taps, channels: channels, panels: panels),
      bias: pick(0...1) == 1 ? tensor(panels * 16) : nil, first: parts[0],
      second: partCount == 2 ? parts[1] : nil)
    let outputs = (0..<2).map { index -> [Float] in
      guard index < partCount else { return [0] }
      return [Float](repeating: 5, count: parts[index].output.span.upperBound + 3)
    }
    return Case(
      product: product,
      buffers: [random.floats(padded * (channels + gap))] + outputs + [film, residual], tensors: tensors)
  }

  @Test(arguments: KernelSet.available.map(\.name)) func matchesDirectLoops(kernels: String) throws {
    var random = SeededGenerator(seed: 5)
    let set = try KernelSet.named(kernels)
    for index in 0..<600 {
      let sample = randomCase(&random)
      #expect(sample.product.extentsAgree)
      var results: [[[Float]]] = []
      for threads in 1...3 {
        let bench = OperationBench(kernels: set, buffers: sample.buffers, tensors: sample.tensors)
        bench.run(sample.product, shares: threads, samplerRow: 1, result: 1)
        results.append([bench.buffer(1), bench.buffer(2)])
      }
      #expect(results[0] == results[1] && results[0] == results[2], "case \(index): threads change the bits")
      let bench = OperationBench(kernels: set, buffers: sample.buffers, tensors: sample.tensors)
      bench.run(sample.product, shares: 5, phase: .sums, samplerRow: 1, result: 1)
      bench.run(sample.product, shares: 2, phase: .norm, samplerRow: 1, result: 1)
      #expect(results[0] == [bench.buffer(1), bench.buffer(2)], "case \(index): a norm by itself changes the bits")
      let direct = DirectProduct(
        product: sample.product, buffers: sample.buffers, tensors: sample.tensors, samplerRow: 1)
      for part in 0..<sample.product.partCount {
        check(results[0][part], sample.product.parts[part].output, direct.values(of: part), "case \(index)")
      }
    }
  }

  /// The view holds `want`, and everything around it is untouched.
  private func check(_ buffer: [Float], _ view: BufferView, _ want: [Double], _ comment: Comment) {
    var rest = buffer
    var got: [Float] = []
    for row in 0..<view.rows {
      for column in 0..<view.columns {
        let place = view.offset + row * view.rowStride + column
        got.append(buffer[place])
        rest[place] = 5
      }
    }
    // Group norms of few and nearly equal values magnify roundings.
    #expect(worstDifference(got, want) < 2e-3, comment)
    #expect(rest.allSatisfy { $0 == 5 }, comment)
  }
}

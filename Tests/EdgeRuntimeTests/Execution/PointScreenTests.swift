import KernelConformance
import TestSupport
import Testing

@testable import EdgeRuntime

/// Choosing points with int8 and computing the chosen ones in floats.
struct PointScreenTests {
  private static let (frames, points, slices, width) = (2, 150, 3, 40)

  /// A network of three layers with weights, and the same with int8 behind the first.
  private struct Sample {
    var cloud: [Float]
    var floats, screen: PointNetwork
    var tensors: [[Float]]
  }

  private func sample(seed: UInt64) -> Sample {
    var random = SeededGenerator(seed: seed)
    var numbers = SeededNumbers(seed: seed)
    var tensors: [[Float]] = []
    func tensor(_ values: [Float]) -> Int {
      tensors.append(values)
      return tensors.count - 1
    }
    var (floats, screen): ([PointLayer], [PointLayer]) = ([], [])
    var inputs = 3
    for outputs in [20, 24, Self.width] {
      let panels = PanelLayout.panelCount(columns: outputs)
      let sampled = Int8Case(
        rows: 1, taps: 1, channels: inputs, columns: outputs, chunkLength: Int8Format.padded(inputs), &numbers)
      // The float weights are what the int8 ones stand for: only activations differ.
      var layer = PointLayer(
        matrix: PackedMatrix(tensor: tensor(sampled.floatPanels), channels: inputs, panels: panels),
        outputs: outputs, bias: tensor(random.floats(16 * panels)),
        gamma: tensor(random.floats(outputs).map { 1 + $0 / 4 }), beta: tensor(random.floats(outputs)),
        epsilon: 1e-5, relu: true)
      floats.append(layer)
      if !screen.isEmpty {
        let words = stride(from: 0, to: sampled.packed.count, by: 4).map { place in
          Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(sampled.packed[place + $1]) << (8 * UInt32($1)) })
        }
        layer.matrix.tensor = tensor(words)
        layer.matrix.format = .int8(Int8Format(activation: .rows, chunkLength: Int8Format.padded(inputs)))
      }
      screen.append(layer)
      inputs = outputs
    }
    return Sample(
      cloud: random.floats(Self.frames * Self.points * 3), floats: PointNetwork(floats),
      screen: PointNetwork(screen), tensors: tensors)
  }

  /// Features of every point (points, width), by the float network one point a slice.
  private func features(of sample: Sample, _ kernels: KernelSet) -> [Float] {
    let count = Self.frames * Self.points
    let encode = PointEncode(
      input: BufferView(0, count, 3), frames: Self.frames, slices: Self.points,
      output: BufferView(1, count, Self.width), layers: (0..<3).map { sample.floats.layers[$0] })
    let bench = OperationBench(
      kernels: kernels, buffers: [sample.cloud, [Float](repeating: 0, count: count * Self.width)],
      tensors: sample.tensors, scratchCount: encode.scratchCount)
    return bench.run(encode, result: 1)
  }

  @Test(arguments: KernelSet.available) func findsTheGreatestOrNearlySo(kernels: KernelSet) {
    for seed in 1...5 as ClosedRange<UInt64> {
      let sample = sample(seed: seed)
      let features = features(of: sample, kernels)
      let rows = Self.frames * Self.slices
      let screen = PointScreen(
        cloud: PointCloud(input: BufferView(0, Self.frames * Self.points, 3), frames: Self.frames, slices: Self.slices),
        output: BufferView(1, rows, 2 * Self.width), network: sample.screen)
      #expect(screen.extentsAgree)
      let results = (1...3).map { threads in
        OperationBench(
          kernels: kernels, buffers: [sample.cloud, [Float](repeating: 9, count: rows * 2 * Self.width)],
          tensors: sample.tensors, scratchCount: screen.scratchCount
        ).run(screen, shares: threads, result: 1)
      }
      #expect(results[0] == results[1] && results[0] == results[2])
      for row in 0..<rows {
        let range = screen.cloud.rows(ofSlice: row)
        for channel in 0..<Self.width {
          let greatest = range.map { features[$0 * Self.width + channel] }.max() ?? 0
          let winner = Int(results[0][(2 * row + 1) * Self.width + channel]) + row / Self.slices * Self.points
          #expect(range.contains(winner))
          #expect(features[winner * Self.width + channel] > greatest - 0.15)
          #expect(abs(results[0][2 * row * Self.width + channel] - greatest) < 0.15)
        }
      }
    }
  }

  /// A cloud filled up with its last point has the maxima and the winners of the cloud without.
  @Test(arguments: KernelSet.available) func repeatedPointsChangeNothing(kernels: KernelSet) {
    let sample = sample(seed: 8)
    func screened(_ cloud: [Float], slices: Int) -> [Float] {
      let screen = PointScreen(
        cloud: PointCloud(input: BufferView(0, cloud.count / 3, 3), frames: 1, slices: slices),
        output: BufferView(1, slices, 2 * Self.width), network: sample.screen)
      let bench = OperationBench(
        kernels: kernels, buffers: [cloud, [Float](repeating: 9, count: slices * 2 * Self.width)],
        tensors: sample.tensors, scratchCount: screen.scratchCount)
      return bench.run(screen, result: 1)
    }
    for distinct in [1, 40, 70, 149] {
      let short = Array(sample.cloud[0..<3 * distinct])
      let filled = (0..<Self.points).flatMap { short[3 * min($0, distinct - 1)..<3 * min($0, distinct - 1) + 3] }
      let want = screened(short, slices: 1)
      let got = screened(filled, slices: Self.slices)
      for channel in 0..<Self.width {
        func value(_ slice: Int, _ part: Int) -> Float { got[(2 * slice + part) * Self.width + channel] }
        var best = 0
        for slice in 1..<Self.slices where value(slice, 0) > value(best, 0) { best = slice }
        #expect(value(best, 0) == want[channel])
        #expect(value(best, 1) == want[Self.width + channel])
      }
    }
  }

  @Test(arguments: KernelSet.available) func computesTheChosenPointsInFloats(kernels: KernelSet) {
    let sample = sample(seed: 9)
    let features = features(of: sample, kernels)
    var numbers = SeededNumbers(seed: 9)
    let rows = Self.frames * 2
    // Two slices a frame that each name a point a channel; the greater maximum wins, the first of equals.
    var screened: [Float] = []
    for _ in 0..<rows {
      screened += (0..<Self.width).map { _ in Float(numbers.bits() % 4) }
      screened += (0..<Self.width).map { _ in Float(numbers.bits() % UInt64(Self.points)) }
    }
    for slices in [1, 3, 8, 60] {
      let refine = PointRefine(
        cloud: PointCloud(input: BufferView(0, Self.frames * Self.points, 3), frames: Self.frames, slices: slices),
        screened: BufferView(1, rows, 2 * Self.width), output: BufferView(2, Self.frames * slices, Self.width),
        network: sample.floats)
      #expect(refine.extentsAgree)
      let results = (1...3).map { threads in
        OperationBench(
          kernels: kernels,
          buffers: [sample.cloud, screened, [Float](repeating: 9, count: Self.frames * slices * Self.width)],
          tensors: sample.tensors, scratchCount: refine.scratchCount
        ).run(refine, shares: threads, result: 2)
      }
      #expect(results[0] == results[1] && results[0] == results[2])
      for frame in 0..<Self.frames {
        let chosen = Set(
          (0..<Self.width).map { channel -> Int in
            func value(_ row: Int, _ part: Int) -> Float {
              screened[((2 * frame + row) * 2 + part) * Self.width + channel]
            }
            return Int(value(value(1, 0) > value(0, 0) ? 1 : 0, 1))
          })
        for channel in 0..<Self.width {
          let want = chosen.map { features[(frame * Self.points + $0) * Self.width + channel] }.max()
          let got = (0..<slices).map { results[0][(frame * slices + $0) * Self.width + channel] }.max()
          #expect(got == want, "\(slices) slices, channel \(channel)")
        }
      }
    }
  }

  /// Whatever stands where winners should, the points stay inside of the cloud.
  @Test func trustsNoWinner() {
    let sample = sample(seed: 10)
    let refine = PointRefine(
      cloud: PointCloud(input: BufferView(0, Self.frames * Self.points, 3), frames: Self.frames, slices: 2),
      screened: BufferView(1, Self.frames, 2 * Self.width), output: BufferView(2, Self.frames * 2, Self.width),
      network: sample.floats)
    for wild in [Float.nan, .infinity, -.infinity, -1, 1e30, Float(Self.points), 0.5] {
      let bench = OperationBench(
        kernels: .best,
        buffers: [
          sample.cloud, [Float](repeating: wild, count: Self.frames * 2 * Self.width),
          [Float](repeating: 0, count: Self.frames * 2 * Self.width),
        ], tensors: sample.tensors, scratchCount: refine.scratchCount)
      #expect(bench.run(refine, result: 2).contains { $0.isFinite })
    }
  }

  @Test func refusesFormatsInTheWrongPlace() {
    let sample = sample(seed: 11)
    let input = BufferView(0, Self.frames * Self.points, 3)
    func screen(_ network: PointNetwork, width: Int = 2 * Self.width) -> Bool {
      PointScreen(
        cloud: PointCloud(input: input, frames: Self.frames, slices: 2), output: BufferView(1, Self.frames * 2, width),
        network: network
      ).extentsAgree
    }
    func refine(_ network: PointNetwork, width: Int = 2 * Self.width) -> Bool {
      PointRefine(
        cloud: PointCloud(input: input, frames: Self.frames, slices: 2),
        screened: BufferView(1, Self.frames * 2, width),
        output: BufferView(2, Self.frames * 2, Self.width), network: network
      ).extentsAgree
    }
    #expect(screen(sample.screen) && !screen(sample.floats) && !screen(sample.screen, width: Self.width))
    #expect(refine(sample.floats) && !refine(sample.screen) && !refine(sample.floats, width: Self.width))
  }
}

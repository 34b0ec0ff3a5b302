import TestSupport
import Testing

@testable import EdgeRuntime

/// Stages of a point encoder against direct loops over points.
struct PointStageTests {
  private static let (frames, points, slices) = (2, 107, 3)
  private static let widths = [5, 16, 24]

  /// A stage of two layers that reads a cloud (buffer 0) and what frames have in common (1), keeps the first layer's
  /// rows inside wider ones (2) and the last one's (3), and leaves maxima (4).
  private struct Sample {
    var stage: PointStage
    var buffers: [[Float]]
    var tensors: [[Float]]
  }

  private func sample(seed: UInt64) -> Sample {
    var random = SeededGenerator(seed: seed)
    let rows = Self.frames * Self.points
    var tensors: [[Float]] = []
    func tensor(_ count: Int) -> Int {
      tensors.append(random.floats(count, magnitude: 0.5))
      return tensors.count - 1
    }
    let layers = (1...2).map { index in
      let (inputs, outputs) = (Self.widths[index - 1], Self.widths[index])
      let panels = PanelLayout.panelCount(columns: outputs)
      return PointLayer(
        matrix: PackedMatrix(tensor: tensor(16 * panels * inputs), channels: inputs, panels: panels), outputs: outputs,
        bias: tensor(16 * panels), gamma: nil, beta: nil, epsilon: 1e-5, relu: index == 1)
    }
    let stage = PointStage(
      cloud: PointCloud(input: BufferView(0, rows, Self.widths[0]), frames: Self.frames, slices: Self.slices),
      common: BufferView(1, Self.frames, Self.widths[1]), network: PointNetwork(layers),
      kept: [
        BufferView(buffer: 2, offset: 4, rowStride: 40, rows: rows, columns: Self.widths[1]),
        BufferView(3, rows, Self.widths[2]),
      ], maxima: BufferView(4, Self.frames * Self.slices, Self.widths[2]))
    return Sample(
      stage: stage,
      buffers: [
        random.floats(rows * Self.widths[0]), random.floats(Self.frames * Self.widths[1]),
        [Float](repeating: 9, count: rows * 40), [Float](repeating: 9, count: rows * Self.widths[2]),
        [Float](repeating: 9, count: Self.frames * Self.slices * Self.widths[2]),
      ], tensors: tensors)
  }

  /// The rows of the two layers in double precision.
  private func rows(of sample: Sample) -> (first: [[Double]], second: [[Double]]) {
    let layers = sample.stage.network.layers
    var (first, second): ([[Double]], [[Double]]) = ([], [])
    for point in 0..<Self.frames * Self.points {
      let input = sample.buffers[0][point * Self.widths[0]..<(point + 1) * Self.widths[0]].map(Double.init)
      let frame = point / Self.points
      let common = Array(sample.buffers[1][frame * Self.widths[1]..<(frame + 1) * Self.widths[1]])
      first.append(layers[0].direct(input, sample.tensors, common: common))
      second.append(layers[1].direct(first[point], sample.tensors))
    }
    return (first, second)
  }

  @Test(arguments: KernelSet.available.map(\.name)) func matchesDirectLoops(kernels: String) throws {
    let sample = sample(seed: 4)
    #expect(sample.stage.extentsAgree)
    let want = rows(of: sample)
    var whole: [[Float]] = []
    for shares in 1...4 {
      let bench = OperationBench(
        kernels: try .named(kernels), buffers: sample.buffers, tensors: sample.tensors,
        scratchCount: sample.stage.scratchCount)
      bench.run(sample.stage, shares: shares, result: 4)
      let results = (2...4).map(bench.buffer)
      if shares == 1 { whole = results }
      #expect(results == whole, "\(shares) shares")
    }
    let wide = stride(from: 0, to: whole[0].count, by: 40).map { Array(whole[0][$0..<$0 + 40]) }
    #expect(worstDifference(wide.flatMap { $0[4..<20] }, want.first.flatMap { $0 }) < 1e-5)
    // What lies beside the kept columns is left alone.
    #expect(wide.allSatisfy { row in (row[..<4] + row[20...]).allSatisfy { $0 == 9 } })
    #expect(worstDifference(whole[1], want.second.flatMap { $0 }) < 1e-5)
    let maxima = (0..<Self.frames * Self.slices).flatMap { slice in
      let points = sample.stage.cloud.rows(ofSlice: slice)
      return (0..<Self.widths[2]).map { column in points.map { want.second[$0][column] }.max() ?? 0 }
    }
    #expect(worstDifference(whole[2], maxima) < 1e-5)
  }

  @Test func oneFrameIsItsPart() throws {
    let sample = sample(seed: 9)
    func results(_ stages: [PointStage]) -> [[Float]] {
      let bench = OperationBench(
        kernels: .best, buffers: sample.buffers, tensors: sample.tensors, scratchCount: sample.stage.scratchCount)
      for stage in stages { bench.run(stage, result: 4) }
      return (2...4).map(bench.buffer)
    }
    var parts = [sample.stage, sample.stage]
    for index in parts.indices {
      let isTaken = parts[index].take(index, of: Self.frames)
      #expect(isTaken)
    }
    #expect(results(parts) == results([sample.stage]))
    var stage = sample.stage
    let isTaken = stage.take(0, of: 3)
    #expect(!isTaken, "frames do not divide")
  }

  @Test func refusesExtentsThatDoNotFit() {
    let stage = sample(seed: 1).stage
    let changes: [(inout PointStage) -> Void] = [
      { $0.common?.rows = 1 }, { $0.common?.columns = 15 }, { $0.kept[0]?.columns = 15 }, { $0.kept[1]?.rows -= 1 },
      { $0.maxima?.rows = 5 }, { $0.maxima?.columns = 23 }, { $0.cloud.slices = 38 }, { $0.cloud.frames = 5 },
      { $0.network.layers[1].matrix.channels = 15 },
      { ($0.kept, $0.maxima) = (InlineArray(repeating: nil), nil) },
    ]
    for (index, change) in changes.enumerated() {
      var changed = stage
      change(&changed)
      #expect(!changed.extentsAgree, "change \(index)")
    }
  }
}

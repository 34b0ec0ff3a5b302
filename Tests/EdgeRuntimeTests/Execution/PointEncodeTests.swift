import TestSupport
import Testing

@testable import EdgeRuntime

/// The point network against a direct loop over points.
struct PointEncodeTests {
  @Test(arguments: KernelSet.available.map(\.name)) func matchesDirectLoops(kernels: String) throws {
    var random = SeededGenerator(seed: 21)
    let set = try KernelSet.named(kernels)
    for index in 0..<150 {
      func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
      let (frames, points) = (pick(1...3), pick(1...90))
      let slices = pick(1...min(points, 5))
      var tensors: [[Float]] = []
      func tensor(_ count: Int, around center: Float = 0) -> Int {
        tensors.append(random.floats(count, magnitude: 0.5).map { $0 + center })
        return tensors.count - 1
      }
      var widths = [pick(1...6)]
      var layers: [PointLayer] = []
      for _ in 0..<pick(1...4) {
        let (inputs, outputs) = (widths[widths.count - 1], pick(2...40))
        let padded = (outputs + 15) / 16 * 16
        let hasNorm = pick(0...1) == 1
        layers.append(
          PointLayer(
            matrix: PackedMatrix(tensor: tensor(padded * inputs), channels: inputs, panels: padded / 16),
            outputs: outputs, bias: tensor(padded),
            gamma: hasNorm ? tensor(outputs, around: 1) : nil, beta: hasNorm ? tensor(outputs) : nil,
            epsilon: 1e-5, relu: pick(0...1) == 1))
        widths.append(outputs)
      }
      var cloud = random.floats(frames * points * widths[0])
      if index % 3 == 0 { fillUp(&cloud, frames: frames, distinct: pick(1...points), width: widths[0]) }
      let width = widths[widths.count - 1]
      let encode = PointEncode(
        input: BufferView(0, frames * points, widths[0]), frames: frames, slices: slices,
        output: BufferView(1, frames * slices, width), layers: layers)
      #expect(encode.extentsAgree)
      var results: [[Float]] = []
      for threads in 1...3 {
        let bench = OperationBench(
          kernels: set, buffers: [cloud, [Float](repeating: 9, count: frames * slices * width)],
          tensors: tensors,
          scratchCount: encode.scratchCount)
        results.append(bench.run(encode, shares: threads, result: 1))
      }
      #expect(results[0] == results[1] && results[0] == results[2], "case \(index)")
      let features = (0..<frames * points).map { point in
        layers.reduce(cloud[point * widths[0]..<(point + 1) * widths[0]].map(Double.init)) {
          $1.direct($0, tensors)
        }
      }
      let want = (0..<frames * slices).flatMap { slice -> [Double] in
        let first = slice / slices * points
        let range = first + slice % slices * points / slices..<first + (slice % slices + 1) * points / slices
        return (0..<width).map { column in range.map { features[$0][column] }.max() ?? 0 }
      }
      // A slice of repeated points leaves nothing: what is left of a frame's slices tells.
      #expect(
        worstDifference(frameMaxima(results[0], slices, width), frameMaxima(want, slices, width)) < 5e-3,
        "case \(index)")
    }
  }

  /// Repeats the last of each frame's first points.
  private func fillUp(_ cloud: inout [Float], frames: Int, distinct: Int, width: Int) {
    let count = cloud.count / frames
    for frame in 0..<frames {
      for place in frame * count + distinct * width..<(frame + 1) * count { cloud[place] = cloud[place - width] }
    }
  }

  /// The greatest of each frame's slices.
  private func frameMaxima<Value: Comparable>(_ values: [Value], _ slices: Int, _ width: Int) -> [Value] {
    stride(from: 0, to: values.count, by: slices * width).flatMap { frame in
      (0..<width).map { column in
        (0..<slices).map { values[frame + $0 * width + column] }.reduce(values[frame + column], max)
      }
    }
  }

  /// Which points of a cloud are computed: of a run of the same ones in a frame, the first, and what a tile encloses.
  @Test func repeatedPointsAreComputedOnce() throws {
    let points = 72
    func rows(_ values: [Float], frames: Int = 1, slices: Int = 1) throws -> [[Range<Int>]] {
      let cloud = PointCloud(input: BufferView(0, values.count, 1), frames: frames, slices: slices)
      let bench = OperationBench(kernels: .generic, buffers: [values])
      return (0..<frames * slices).map { slice in
        var tiles: [Range<Int>] = []
        cloud.forEachTile(ofSlice: slice, in: bench.context) { tiles.append($0) }
        return tiles
      }
    }
    let distinct = (0..<points).map(Float.init)
    #expect(try rows(distinct) == [[0..<32, 32..<64, 64..<72]])
    #expect(try rows(distinct.map { min($0, 40) }) == [[0..<32, 32..<41]])
    #expect(try rows(distinct.map { min($0, 40) }, slices: 2) == [[0..<32, 32..<36], [36..<41]])
    #expect(try rows(distinct.map { min($0, 3) }, slices: 2) == [[0..<4], []])
    #expect(try rows([Float](repeating: 1, count: points), frames: 2) == [[0..<1], [36..<37]])
    #expect(try rows(distinct.map { max($0, 9) }) == [[0..<32, 32..<64, 64..<72]], "within a tile they cost little")
    #expect(try rows([0, -0.0, -0.0, 0]) == [[0..<4]], "zeros of two signs are two points")
  }
}

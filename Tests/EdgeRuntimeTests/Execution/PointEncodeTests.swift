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
      let (frames, points) = (pick(1...3), pick(1...40))
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
      let cloud = random.floats(frames * points * widths[0])
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
          apply($1, $0, tensors)
        }
      }
      let want = (0..<frames * slices).flatMap { slice -> [Double] in
        let first = slice / slices * points
        let range = first + slice % slices * points / slices..<first + (slice % slices + 1) * points / slices
        return (0..<width).map { column in range.map { features[$0][column] }.max() ?? 0 }
      }
      #expect(worstDifference(results[0], want) < 5e-3, "case \(index)")
    }
  }

  private func apply(_ layer: PointLayer, _ input: [Double], _ tensors: [[Float]]) -> [Double] {
    var values = (0..<layer.outputs).map { output -> Double in
      let (panel, lane) = (output / 16, output % 16)
      var sum = Double(tensors[layer.bias][output])
      for (channel, value) in input.enumerated() {
        sum += value * Double(tensors[layer.matrix.tensor][(panel * layer.inputs + channel) * 16 + lane])
      }
      return sum
    }
    if let gamma = layer.gamma, let beta = layer.beta {
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      values = values.indices.map { column -> Double in
        let x = (values[column] - mean) / (variance + 1e-5).squareRoot()
        return x * Double(tensors[gamma][column]) + Double(tensors[beta][column])
      }
    }
    return layer.relu ? values.map { max($0, 0) } : values
  }
}

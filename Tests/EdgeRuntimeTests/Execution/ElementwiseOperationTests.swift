import TestSupport
import Testing

@testable import EdgeRuntime

/// The operations that work element by element, against loops in double precision.
struct ElementwiseOperationTests {
  private var random = SeededGenerator(seed: 11)

  @Test(arguments: KernelSet.available.map(\.name)) mutating func normalizeDropsColumns(kernels: String)
    throws
  {
    let (x, scale, offset) = (random.floats(15, magnitude: 3), random.floats(3), random.floats(3))
    let bench = OperationBench(
      kernels: try .named(kernels), buffers: [x, [Float](repeating: 9, count: 9)], tensors: [scale, offset])
    let got = bench.run(
      Normalize(input: BufferView(0, 3, 5), output: BufferView(1, 3, 3), scale: 0, offset: 1), result: 1)
    let want = (0..<9).map { place -> Double in
      let (row, column) = (place / 3, place % 3)
      return Double(x[row * 5 + column]) * Double(scale[column]) + Double(offset[column])
    }
    #expect(worstDifference(got, want) < 1e-6)
  }

  @Test mutating func unnormalizeInvertsNormalize() {
    let (x, offset) = (random.floats(12), random.floats(3))
    let scale: [Float] = [2, -0.5, 1e-6]
    let bench = OperationBench(
      kernels: .generic, buffers: [x, [Float](repeating: 0, count: 12)], tensors: [scale, offset])
    let got = bench.run(
      Unnormalize(input: BufferView(0, 4, 3), output: BufferView(1, 4, 3), scale: 0, offset: 1), result: 1)
    let want = (0..<12).map { place -> Double in
      (Double(x[place]) - Double(offset[place % 3])) / Double(scale[place % 3])
    }
    #expect(worstDifference(got, want) < 1e-6)
  }

  @Test(arguments: KernelSet.available.map(\.name)) mutating func maximumTakesRunsOfRows(kernels: String)
    throws
  {
    for columns in [1, 7, 8, 16, 33] {
      for group in [1, 2, 5] {
        let x = random.floats(3 * group * columns)
        let bench = OperationBench(
          kernels: try .named(kernels), buffers: [x, [Float](repeating: 9, count: 3 * columns)])
        let maximum = Maximum(input: BufferView(0, 3 * group, columns), output: BufferView(1, 3, columns))
        let got = bench.run(maximum, result: 1)
        let want = (0..<3 * columns).map { place -> Float in
          let (row, column) = (place / columns, place % columns)
          let candidates = (0..<group).map { other -> Float in x[(row * group + other) * columns + column] }
          return candidates.max() ?? 0
        }
        #expect(got == want)
      }
    }
  }

  @Test(arguments: KernelSet.available.map(\.name), [0, 1, 2]) func maximumKeepsNaN(
    kernels: String, place: Int
  ) throws {
    var x: [Float] = [1, 5, 2]
    x[place] = .nan
    let bench = OperationBench(kernels: try .named(kernels), buffers: [x, [0]])
    #expect(bench.run(Maximum(input: BufferView(0, 3, 1), output: BufferView(1, 1, 1)), result: 1)[0].isNaN)
  }

  @Test mutating func sampleInputScalesWithItsRow() {
    let x = random.floats(6)
    let rows = [SamplerRow(timestep: 0, p: 1), SamplerRow(inputScale: 0.25, timestep: 0, p: 1)]
    let bench = OperationBench(
      kernels: .generic, buffers: [x, [Float](repeating: 7, count: 12)], sampler: rows)
    let output = BufferView(buffer: 1, offset: 3, rowStride: 3, rows: 2, columns: 3)
    let input = SampleInput(sample: BufferView(0, 2, 3), output: output)
    let got = bench.run(input, samplerRow: 1, result: 1)
    #expect(got == [7, 7, 7] + x.map { 0.25 * $0 } + [7, 7, 7])
  }

  @Test mutating func sampleUpdateFollowsItsEquation() {
    let (estimate, x) = (random.floats(12, magnitude: 4), random.floats(12, magnitude: 4))
    let row = SamplerRow(timestep: 0, outputScale: 1.5, sampleScale: -0.5, clip: 1, p: 0.7, q: 0.2, r: 0.3)
    let bench = OperationBench(kernels: .generic, buffers: [estimate, x], sampler: [row])
    let got = bench.run(SampleUpdate(estimate: BufferView(0, 4, 3), sample: BufferView(1, 4, 3)), result: 1)
    let want = (0..<12).map { place -> Double in
      let clean = 1.5 * Double(estimate[place]) - 0.5 * Double(x[place])
      return Double(row.p) * min(max(clean, -1), 1) + Double(row.q) * clean + Double(row.r) * Double(x[place])
    }
    #expect(worstDifference(got, want) < 1e-6)
  }

  @Test mutating func sampleUpdateAddsTheNoiseOfItsRow() {
    let noise = random.floats(24)
    let rows = [SamplerRow(timestep: 1, p: 0, r: 1, s: 0.5), SamplerRow(timestep: 0, p: 0, r: 1, s: 2)]
    for (index, row) in rows.enumerated() {
      let x = [Float](repeating: 1, count: 12)
      let bench = OperationBench(kernels: .generic, buffers: [x, x, noise], sampler: rows)
      let update = SampleUpdate(
        estimate: BufferView(0, 4, 3), sample: BufferView(1, 4, 3), noise: BufferView(2, 8, 3))
      let got = bench.run(update, samplerRow: index, result: 1)
      #expect(got == (0..<12).map { 1 + row.s * noise[12 * index + $0] })
    }
  }

  @Test mutating func sampleUpdateRemembersWhatItsStageSays() {
    let (estimate, x, memory) = (random.floats(12, magnitude: 2), random.floats(12), random.floats(24))
    for startsStep in [true, false] {
      let stage = SamplerStage(startsStep: startsStep, carry: 0.5, p: -1.25, r: 0.75, baseShare: 0.3, slopeShare: -2)
      let row = SamplerRow(timestep: 0, outputScale: 0.5, sampleScale: 0.25, clip: 0.5, p: 0.7, r: 0.2, stage: stage)
      let update = SampleUpdate(
        estimate: BufferView(0, 4, 3), sample: BufferView(1, 4, 3), memory: BufferView(2, 8, 3))
      let bench = OperationBench(kernels: .generic, buffers: [estimate, x, memory], sampler: [row])
      let sample = bench.run(update, result: 1)
      let remembered = OperationBench(kernels: .generic, buffers: [estimate, x, memory], sampler: [row])
        .run(update, result: 2)
      var (wantSample, wantMemory) = ([Double](), memory.map(Double.init))
      for place in 0..<12 {
        let before = Double(x[place])
        let clipped = min(max(0.5 * Double(estimate[place]) + 0.25 * before, -0.5), 0.5)
        if startsStep { wantMemory[place] = before }
        wantMemory[12 + place] = 0.5 * wantMemory[12 + place] - 1.25 * clipped + 0.75 * before
        let share = 0.3 * wantMemory[place] - 2 * wantMemory[12 + place]
        wantSample.append(Double(row.p) * clipped + Double(row.r) * before + share)
      }
      #expect(worstDifference(sample, wantSample) < 1e-6)
      #expect(worstDifference(remembered, wantMemory) < 1e-6)
    }
  }

  @Test func sampleUpdateKeepsNaNAndClipsInfinity() {
    let row = SamplerRow(timestep: 0, clip: 1, p: 1)
    let bench = OperationBench(
      kernels: .generic, buffers: [[.nan, .infinity, -.infinity, 0.5], [0, 0, 0, 0]], sampler: [row])
    let got = bench.run(SampleUpdate(estimate: BufferView(0, 1, 4), sample: BufferView(1, 1, 4)), result: 1)
    #expect(got[0].isNaN)
    // q is 0, and 0 · ∞ is NaN: an infinite estimate is not hidden by the clip either.
    #expect(got[1].isNaN && got[2].isNaN)
    #expect(got[3] == 0.5)
  }

  @Test mutating func rowConstantTakesItsRow() {
    let values = random.floats(12)
    let bench = OperationBench(kernels: .generic, buffers: [[0, 0, 0, 0]], tensors: [values])
    let got = bench.run(RowConstant(constants: 0, output: BufferView(0, 1, 4)), samplerRow: 2, result: 0)
    #expect(got == Array(values[8...]))
  }

  @Test func clearLeavesTheGaps() {
    let bench = OperationBench(kernels: .generic, buffers: [[Float](repeating: 1, count: 10)])
    let view = BufferView(buffer: 0, offset: 1, rowStride: 5, rows: 2, columns: 3)
    #expect(bench.run(Clear(output: view), result: 0) == [1, 0, 0, 0, 1, 1, 0, 0, 0, 1])
  }

  @Test(arguments: KernelSet.available.map(\.name)) mutating func layerNormalizeMatchesDoubles(
    kernels: String
  ) throws {
    for columns in [1, 2, 7, 8, 9, 31, 64, 65] {
      let (x, gamma, beta) = (
        random.floats(3 * columns, magnitude: 2), random.floats(columns), random.floats(columns)
      )
      let bench = OperationBench(kernels: try .named(kernels), buffers: [x], tensors: [gamma, beta])
      let view = BufferView(0, 3, columns)
      let got = bench.run(
        LayerNormalize(input: view, output: view, gamma: 0, beta: 1, epsilon: 1e-5), result: 0)
      let want = (0..<3).flatMap { row -> [Double] in
        let values = x[row * columns..<(row + 1) * columns].map(Double.init)
        let mean = values.reduce(0, +) / Double(columns)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(columns)
        return values.indices.map { column -> Double in
          let x = (values[column] - mean) / (variance + 1e-5).squareRoot()
          return x * Double(gamma[column]) + Double(beta[column])
        }
      }
      #expect(worstDifference(got, want) < 1e-4)
    }
  }

  @Test(arguments: KernelSet.available.map(\.name)) mutating func mishMatchesDoubles(kernels: String) throws {
    for columns in [1, 3, 8, 17] {
      let x = random.floats(4 * columns, magnitude: 12)
      let bench = OperationBench(kernels: try .named(kernels), buffers: [x])
      let view = BufferView(0, 4, columns)
      let got = bench.run(MishActivation(input: view, output: view), result: 0)
      #expect(worstDifference(got, x.map { DirectProduct.mish(Double($0)) }) < 1e-6)
    }
  }
}

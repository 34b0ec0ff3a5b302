import CKernels
import KernelConformance
import Testing

@testable import EdgeRuntime

/// Group norm over guarded buffers, and the same in double precision.
private struct GroupNormCase {
  let rows, groups, channels, padding: Int
  let before: [Float]
  let values, gamma, beta, scale, scaleBias, shift, shiftBias, residual: GuardedFloats
  let withFiLM, withResidual: Bool
  let activation: Int

  var width: Int { groups * channels }
  var stride: Int { width + padding }
  private var epsilon: Float { 1e-5 }

  init(rows: Int, groups: Int, channels: Int, sample: Int, values: (Int) -> [Float]) {
    var numbers = SeededNumbers(seed: UInt64(sample))
    (self.rows, self.groups, self.channels, padding) = (rows, groups, channels, sample % 3)
    let width = groups * channels
    let count = (rows - 1) * (width + padding) + width
    before = values(count)
    self.values = GuardedFloats(before)
    gamma = GuardedFloats(numbers.floats(width, scale: 0.5, offset: 1))
    beta = GuardedFloats(numbers.floats(width))
    scale = GuardedFloats(numbers.floats(width))
    scaleBias = GuardedFloats(numbers.floats(width))
    shift = GuardedFloats(numbers.floats(width))
    shiftBias = GuardedFloats(numbers.floats(width))
    residual = GuardedFloats(numbers.floats((rows - 1) * (width + 1) + width))
    (withFiLM, withResidual) = (sample % 2 == 0, sample % 5 < 3)
    activation = [EDGE_NORM_MISH, EDGE_NORM_PLAIN, EDGE_NORM_MISH, EDGE_NORM_RELU][sample % 7 % 4]
  }

  func run(_ kernels: KernelSet) {
    for index in before.indices { values.start[index] = before[index] }
    var norm = edge_group_norm_f32(
      values: values.start, row_stride: stride, gamma: gamma.start, beta: beta.start,
      scale: withFiLM ? UnsafePointer(scale.start) : nil,
      scale_bias: withFiLM ? UnsafePointer(scaleBias.start) : nil,
      shift: withFiLM ? UnsafePointer(shift.start) : nil,
      shift_bias: withFiLM ? UnsafePointer(shiftBias.start) : nil,
      residual: withResidual ? UnsafePointer(residual.start) : nil, residual_row_stride: width + 1,
      rows: Int32(rows), groups: Int32(groups), channels: Int32(channels), epsilon: epsilon,
      activation: Int32(activation))
    kernels.groupNorm(&norm)
  }

  /// Compares what `run` left with double precision.
  ///
  /// The bound is 6e-7 (ten roundings) of the sizes of the terms that were added.
  func check(_ worst: inout WorstError) {
    for group in 0..<groups {
      let channels = group * self.channels..<(group + 1) * self.channels
      var members: [Double] = []
      for row in 0..<rows {
        for channel in channels { members.append(Double(before[row * stride + channel])) }
      }
      let mean = members.reduce(0, +) / Double(members.count)
      let variance = members.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(members.count)
      let rstd = 1 / (variance + Double(epsilon)).squareRoot()
      for row in 0..<rows {
        for channel in channels {
          let x = Double(before[row * stride + channel])
          let (gamma, beta) = (Double(gamma.start[channel]), Double(beta.start[channel]))
          var expected = (x - mean) * rstd * gamma + beta
          if activation == EDGE_NORM_MISH { expected = exactMish(expected) }
          var size = (abs(x) + abs(mean)) * rstd * abs(gamma) + abs(beta)
          if withFiLM {
            let factor = Double(scale.start[channel]) + Double(scaleBias.start[channel])
            let shift = Double(shift.start[channel]) + Double(shiftBias.start[channel])
            expected = factor * expected + shift
            size = (abs(Double(scale.start[channel])) + abs(Double(scaleBias.start[channel]))) * size
            size += abs(Double(self.shift.start[channel])) + abs(Double(shiftBias.start[channel]))
          }
          if withResidual {
            let residual = Double(residual.start[row * (width + 1) + channel])
            expected += residual
            size += abs(residual)
          }
          if activation == EDGE_NORM_RELU { expected = max(expected, 0) }
          worst.note(
            values.start[row * stride + channel], expected: expected, bound: 6e-7 * size + 2e-36,
            at: "\(rows) rows, \(groups) groups of \(self.channels), row \(row), channel \(channel)")
        }
      }
    }
  }

  /// True if nothing but the rows themselves was written.
  var isContained: Bool {
    values.isIntact
      && before.indices.allSatisfy {
        $0 % stride < width || values.start[$0].bitPattern == before[$0].bitPattern
      }
  }
}

@Suite struct KernelGroupNormTests {
  private static let widths = Array(1...20) + [31, 32, 33, 40, 64, 100, 128, 255, 256, 257]

  @Test(arguments: KernelSet.available)
  func matchesDoublePrecisionForEveryShape(kernels: KernelSet) {
    var worst = WorstError()
    var sample = 0
    for rows in 1...17 {
      for channels in Self.widths {
        sample += 1
        var numbers = SeededNumbers(seed: UInt64(1000 + sample))
        let norm = GroupNormCase(rows: rows, groups: sample % 9 + 1, channels: channels, sample: sample) {
          numbers.floats($0, scale: 2, offset: Float(sample % 7 - 3))
        }
        norm.run(kernels)
        norm.check(&worst)
        #expect(norm.isContained, "\(rows) rows, \(channels) channels")
      }
    }
    worst.report("group norm \(kernels.name), \(sample) shapes")
  }

  @Test(arguments: KernelSet.available)
  func takesExtremeValues(kernels: KernelSet) {
    var worst = WorstError()
    for (sample, channels) in [1, 6, 16, 37, 64].enumerated() {
      var numbers = SeededNumbers(seed: UInt64(sample))
      let norm = GroupNormCase(rows: 4, groups: 2, channels: channels, sample: sample) {
        numbers.extremes($0)
      }
      norm.run(kernels)
      norm.check(&worst)
    }
    worst.report("group norm \(kernels.name), extreme values")
  }

  /// Decision 6: a policy acts alike on whatever instruction set runs it.
  @Test func instructionSetsHaveTheSameBits() throws {
    let sets = KernelSet.available.filter { $0.origin(of: .groupNorm) != "generic" }
    let first = try #require(sets.first)
    var sample = 0
    for rows in [1, 2, 4, 7, 16] {
      for channels in Self.widths {
        sample += 1
        // Eight are what kernels may take together.
        for groups in [sample % 6 + 1, 8] {
          var numbers = SeededNumbers(seed: UInt64(2000 + sample))
          let norm = GroupNormCase(rows: rows, groups: groups, channels: channels, sample: sample) {
            sample % 4 == 0 ? numbers.extremes($0) : numbers.floats($0, scale: 3)
          }
          norm.run(first)
          let expected = norm.values.bits
          for set in sets.dropFirst() {
            norm.run(set)
            #expect(norm.values.bits == expected, "\(set.name), \(rows) rows, \(groups) groups of \(channels)")
          }
        }
      }
    }
  }

  @Test(arguments: KernelSet.available)
  func givesAGroupTheSameBitsAloneAndAmongOthers(kernels: KernelSet) {
    var numbers = SeededNumbers(seed: 7)
    let before = numbers.floats(4 * 96)
    let norm = GroupNormCase(rows: 4, groups: 3, channels: 32, sample: 9) { _ in
      Array(before.prefix(3 * 96 + 96))
    }
    norm.run(kernels)
    let together = norm.values.bits
    for index in before.indices { norm.values.start[index] = before[index] }
    var alone = edge_group_norm_f32(
      values: norm.values.start + 32, row_stride: 96, gamma: norm.gamma.start + 32,
      beta: norm.beta.start + 32, scale: nil, scale_bias: nil, shift: nil, shift_bias: nil, residual: nil,
      residual_row_stride: 0, rows: 4, groups: 1, channels: 32, epsilon: 1e-5, activation: Int32(EDGE_NORM_MISH))
    kernels.groupNorm(&alone)
    for row in 0..<4 {
      #expect(norm.values.bits[row * 96 + 32..<row * 96 + 64] == together[row * 96 + 32..<row * 96 + 64])
    }
  }
}

@Suite struct KernelLayerNormTests {
  private static let widths = Array(1...40) + [63, 64, 65, 128, 200, 255, 256, 257]

  private func run(
    _ kernels: KernelSet, _ input: GuardedFloats, _ output: GuardedFloats, gamma: GuardedFloats,
    beta: GuardedFloats, rows: Int, channels: Int, padding: Int, relu: Bool
  ) -> [UInt32] {
    var norm = edge_layer_norm_f32(
      input: input.start, input_row_stride: channels + padding, output: output.start,
      output_row_stride: channels + padding, gamma: gamma.start, beta: beta.start, rows: Int32(rows),
      channels: Int32(channels), epsilon: 1e-5, relu: relu ? 1 : 0)
    kernels.layerNorm(&norm)
    #expect(output.isIntact)
    return output.bits
  }

  @Test(arguments: KernelSet.available)
  func matchesReferenceBitForBitAndDoublePrecision(kernels: KernelSet) {
    var numbers = SeededNumbers(seed: 11)
    var worst = WorstError()
    for rows in Array(1...9) + [16, 17] {
      for channels in Self.widths {
        let padding = (rows + channels) % 3
        let count = (rows - 1) * (channels + padding) + channels
        let offset = Float(channels % 5) - 2
        let input = GuardedFloats(numbers.floats(count, scale: 2, offset: offset))
        let gamma = GuardedFloats(numbers.floats(channels))
        let beta = GuardedFloats(numbers.floats(channels))
        // Zeros of both signs, to which a beta of -0 is added.
        for channel in stride(from: 0, to: channels, by: 5) {
          (gamma.start[channel], beta.start[channel]) = (0, -0.0)
        }
        for relu in [false, true] {
          let output = GuardedFloats(count: count)
          let outputs = [kernels, .generic].map {
            run(
              $0, input, output, gamma: gamma, beta: beta, rows: rows, channels: channels, padding: padding,
              relu: relu)
          }
          #expect(outputs[0] == outputs[1], "\(rows) rows, \(channels) channels")
          check(input, output, gamma, beta, rows, channels, padding, relu: relu, &worst)
        }
      }
    }
    worst.report("layer norm \(kernels.name)")
  }

  /// The bound is 4e-7 of the sizes of the terms, the row's mean size standing for the error of its mean.
  private func check(
    _ input: GuardedFloats, _ output: GuardedFloats, _ gamma: GuardedFloats, _ beta: GuardedFloats,
    _ rows: Int, _ channels: Int, _ padding: Int, relu: Bool, _ worst: inout WorstError
  ) {
    for row in 0..<rows {
      let first = row * (channels + padding)
      let values = (0..<channels).map { Double(input.start[first + $0]) }
      let mean = values.reduce(0, +) / Double(channels)
      let size = values.reduce(0) { $0 + abs($1) } / Double(channels)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(channels)
      let rstd = 1 / (variance + 1e-5).squareRoot()
      for channel in 0..<channels {
        let factor = rstd * Double(gamma.start[channel])
        let shift = Double(beta.start[channel])
        let expected = (values[channel] - mean) * factor + shift
        worst.note(
          output.start[first + channel], expected: relu ? max(expected, 0) : expected,
          bound: 4e-7 * ((abs(values[channel]) + size) * abs(factor) + abs(shift)),
          at: "\(channels) channels, row \(row), channel \(channel)")
      }
      for gap in channels..<channels + padding where row + 1 < rows {
        #expect(output.start[first + gap] == GuardedFloats.canary)
      }
    }
  }

  @Test(arguments: KernelSet.available)
  func worksInPlace(kernels: KernelSet) {
    var numbers = SeededNumbers(seed: 12)
    let input = GuardedFloats(numbers.floats(3 * 70))
    let gamma = GuardedFloats(numbers.floats(70))
    let beta = GuardedFloats(numbers.floats(70))
    func run(into output: GuardedFloats) -> [UInt32] {
      self.run(
        kernels, input, output, gamma: gamma, beta: beta, rows: 3, channels: 70, padding: 0, relu: true)
    }
    let apart = run(into: GuardedFloats(count: 3 * 70))
    #expect(run(into: input) == apart)
  }

  @Test(arguments: KernelSet.available)
  func reluKeepsNaNAndMakesZerosPositive(kernels: KernelSet) {
    let input = GuardedFloats((0..<9).flatMap { _ -> [Float] in [.nan, 1, 2, 3, 0, 0, 0, 0] })
    let output = GuardedFloats(count: 72)
    let gamma = GuardedFloats(count: 4) { _ in 1 }
    let beta = GuardedFloats([-0.0, -0.0, -1, 1])
    let bits = run(
      kernels, input, output, gamma: gamma, beta: beta, rows: 18, channels: 4, padding: 0, relu: true)
    for first in stride(from: 0, to: 72, by: 8) {
      for value in output.values[first..<first + 4] { #expect(value.isNaN) }
      #expect(bits[first + 4..<first + 8] == [0, 0, 0, Float(1).bitPattern])
    }
  }
}

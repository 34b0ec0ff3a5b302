import KernelConformance
import Testing

@testable import EdgeRuntime

@Suite struct KernelMishTests {
  private func mish(_ kernels: KernelSet, _ input: [Float]) -> [Float] {
    let output = GuardedFloats(count: input.count)
    let source = GuardedFloats(input)
    kernels.mish(source.start, output.start, input.count)
    #expect(output.isIntact)
    return withExtendedLifetime(source) { output.values }
  }

  /// The stated bounds: float arithmetic that knows what it lacks is 2 ulp (of all floats the worst is 1.67), double
  /// rounded once is 0.51 ulp.
  @Test(arguments: KernelSet.available)
  func isWithinItsUlpsForEvery1009thFloat(kernels: KernelSet) {
    let ulps = kernels.name == "generic" ? 0.51 : 2
    var worst = WorstError()
    var next: UInt32 = 0
    var isFinished = false
    while !isFinished {
      var input: [Float] = []
      while input.count < 1 << 16, !isFinished {
        input.append(Float(bitPattern: next))
        (next, isFinished) = next.addingReportingOverflow(1009)
      }
      for (x, y) in zip(input, mish(kernels, input)) {
        if x.isNaN {
          #expect(y.isNaN)
        } else if x < -87 {
          #expect(y.bitPattern == Float(-0.0).bitPattern)
        } else {
          let expected = exactMish(Double(x))
          let ulp = Double(Float(expected).isNormal ? Float(expected).ulp : Float.leastNonzeroMagnitude)
          if x == .infinity {
            #expect(y == .infinity)
          } else {
            worst.note(y, expected: expected, bound: ulps * ulp, at: "mish(\(x))")
          }
        }
      }
    }
    worst.report("mish \(kernels.name), bound \(ulps) ulp")
  }

  /// Decision 6: a policy acts alike on whatever instruction set runs it.
  @Test func instructionSetsHaveTheSameBits() throws {
    let sets = KernelSet.available.filter { $0.origin(of: .mish) != "generic" }
    let first = try #require(sets.first)
    for start in stride(from: UInt32(0), to: 0xFF80_0000, by: 1 << 23) {
      // A sweep of each exponent, in steps that share no factor with its length.
      let input = (0..<2003).map { Float(bitPattern: start &+ UInt32($0) &* 4187) }
      let expected = mish(first, input).map(\.bitPattern)
      for set in sets.dropFirst() {
        #expect(mish(set, input).map(\.bitPattern) == expected, "\(set.name) from \(Float(bitPattern: start))")
      }
    }
  }

  @Test(arguments: KernelSet.available)
  func hasTheDocumentedLimits(kernels: KernelSet) {
    let input: [Float] = [.nan, .infinity, -.infinity, 0, -0.0, 3e38, -3e38, 1e30, 20, -87.5]
    let output = mish(kernels, input)
    #expect(output[0].isNaN)
    #expect(output[1] == .infinity)
    #expect(output[5...8] == [3e38, -0.0, 1e30, 20])
    for index in [2, 4, 6, 9] { #expect(output[index].bitPattern == Float(-0.0).bitPattern) }
    #expect(output[3].bitPattern == 0)
  }

  @Test(arguments: KernelSet.available)
  func givesTheSameBitsForEveryLengthAndInPlace(kernels: KernelSet) {
    var numbers = SeededNumbers(seed: 31)
    let input = numbers.floats(70, scale: 30)
    let whole = mish(kernels, input)
    for count in 0...70 {
      #expect(mish(kernels, Array(input.prefix(count))) == Array(whole.prefix(count)))
      let inPlace = GuardedFloats(Array(input.suffix(count)))
      kernels.mish(inPlace.start, inPlace.start, count)
      #expect(inPlace.values == Array(whole.suffix(count)))
    }
  }
}

import KernelConformance
import TestSupport
import Testing

@testable import EdgeRuntime

/// Coded halves are the halves, and policies that have them do what others do.
@Suite struct Float16CoderTests {
  /// Halves of four powers of two and their subnormals, raised by `shift`.
  private static func halves(_ matrix: PackedMatrix, shift: Int, seed: UInt64) -> [UInt16] {
    var numbers = SeededNumbers(seed: seed)
    let scale = Float(sign: .plus, exponent: shift, significand: 1)
    return (0..<matrix.byteCount / 2).map { _ in
      HalfPrecision.bits(HalfPrecision.float(UInt16(truncatingIfNeeded: numbers.bits()) & 0x8FFF) * scale)
    }
  }

  private static func memory(_ halves: [UInt16]) -> GuardedFloats {
    GuardedFloats(bytes: halves.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
  }

  private static func canCode(_ halves: [UInt16], of matrix: PackedMatrix) -> Bool {
    let memory = memory(halves)
    return withExtendedLifetime(memory) { unsafe Float16Coder(of: matrix, at: UnsafeRawPointer(memory.start)).isExact }
  }

  private static func matrix(taps: Int, channels: Int, panels: Int) -> PackedMatrix {
    PackedMatrix(tensor: 0, format: .float16, taps: taps, channels: channels, panels: panels)
  }

  /// In place, where what is written overlaps what is read.
  @Test(arguments: [(1, 4, 1, 0), (3, 256, 4, 5), (5, 260, 3, 12), (1, 1024, 2, 27), (2, 516, 5, 1)])
  func whatIsCodedInPlaceIsTheHalves(taps: Int, channels: Int, panels: Int, shift: Int) {
    let matrix = Self.matrix(taps: taps, channels: channels, panels: panels)
    let halves = Self.halves(matrix, shift: shift, seed: UInt64(channels))
    let memory = Self.memory(halves)
    let coder = unsafe Float16Coder(of: matrix, at: UnsafeRawPointer(memory.start))
    #expect(coder.isExact && coder.byteCount < matrix.byteCount)
    unsafe coder.write(to: UnsafeMutableRawPointer(memory.start))
    var found: [UInt32] = []
    var head = 0
    matrix.forEachRun { _, channels in
      let run = unsafe CodedFloat16Run(at: UnsafeRawPointer(memory.start) + head)
      for channel in 0..<channels {
        let lanes = run.weights(ofChannel: channel)
        for lane in 0..<16 { found.append(lanes[lane].bitPattern) }
      }
      head += CodedFloat16Run.byteCount(channels: channels)
    }
    #expect(memory.isIntact && head == coder.byteCount && found == halves.map { HalfPrecision.float($0).bitPattern })
  }

  /// One bit below what a run's greatest weight leaves is one too many, wherever it stands.
  @Test func aBitTooLowIsFound() {
    let matrix = Self.matrix(taps: 2, channels: 260, panels: 2)
    for place in [0, 63, 64, 4095, 4096, matrix.byteCount / 2 - 1] {
      var halves = Self.halves(matrix, shift: 6, seed: 3)
      #expect(Self.canCode(halves, of: matrix))
      // Halves of shift 6 are multiples of 2⁻¹⁸.
      halves[place] = HalfPrecision.bits(0x1p-19)
      #expect(!Self.canCode(halves, of: matrix))
    }
  }

  /// The miniature with a product of halves that codes can hold.
  private func parts(shift: Int) throws -> PolicyParts {
    var parts = MiniaturePolicy.parts()
    let index = try parts.index(of: "block")
    var matrix = try #require(parts.program.operations[index].matrices.first)
    matrix.format = .float16
    let halves = Self.halves(matrix, shift: shift, seed: 9)
    let bytes = halves.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    _ = try parts.replaceWeights(of: "block", by: bytes, element: .float16) { $0.matrix.format = .float16 }
    return parts
  }

  private func formats(_ policy: Policy) -> [WeightFormat] {
    policy.program.operations.flatMap { $0.matrices.map(\.format) }
  }

  /// No one can tell by a policy's actions, whoever multiplies.
  @Test(arguments: KernelSet.available) func actionsHaveTheSameBits(kernels: KernelSet) throws {
    func policy(codedRows: Int, threads: Int) throws -> Policy {
      var set = kernels.sharingAll
      (set.codedRows, set.leastCodedHalfBytes) = (codedRows, 0)
      return try parts(shift: 12).policy(kernels: set, threads: threads)
    }
    let plain = try policy(codedRows: 0, threads: 1)
    #expect(formats(plain).contains(.float16) && !formats(plain).contains(.codedFloat16))
    for threads in 1...3 {
      let coded = try policy(codedRows: 8, threads: threads)
      #expect(formats(coded).contains(.codedFloat16) && !formats(coded).contains(.float16))
      for seed in UInt64(0)..<5 { #expect(try coded.bits(seed: seed) == plain.bits(seed: seed)) }
    }
  }

  /// Halves that a cache holds stay as they are; floats are coded all the same.
  @Test func fewHalvesStayAsTheyAre() throws {
    let matrix = try #require(parts(shift: 12).program.operations.flatMap(\.matrices).first { $0.format == .float16 })
    var set = KernelSet.best
    set.codedRows = 8
    for (least, expected) in [(matrix.byteCount, WeightFormat.codedFloat16), (matrix.byteCount + 1, .float16)] {
      set.leastCodedHalfBytes = least
      let found = formats(try parts(shift: 12).policy(kernels: set))
      #expect(found.contains(expected) && found.contains(.codedFloat32))
    }
  }
}

import KernelConformance
import TestSupport
import Testing

@testable import EdgeRuntime

/// Coded float32 weights are the floats, and policies that have them do what others do.
@Suite struct Float32CoderTests {
  /// Floats as training leaves them, some zero and some tiny.
  private static func floats(_ matrix: PackedMatrix, seed: UInt64) -> [Float] {
    var numbers = SeededNumbers(seed: seed)
    return numbers.floats(matrix.byteCount / 4).map {
      switch numbers.bits() % 300 {
      case 0: 0
      case 1: $0 * 0x1p-130
      default: $0
      }
    }
  }

  private static func runs(_ matrix: PackedMatrix, _ body: (_ run: Int, _ channels: Int) -> Void) {
    var coded = 0
    for _ in 0..<matrix.panels * matrix.taps {
      for first in stride(from: 0, to: matrix.channels, by: 256) {
        let channels = min(256, matrix.channels - first)
        body(coded, channels)
        coded += CodedFloat32Run.byteCount(channels: channels)
      }
    }
  }

  /// In place, where what is written overlaps what is read.
  @Test(arguments: [(1, 64, 1), (3, 256, 4), (5, 260, 3), (1, 1024, 2), (2, 516, 5)])
  func whatIsCodedInPlaceIsTheFloats(taps: Int, channels: Int, panels: Int) {
    let matrix = PackedMatrix(tensor: 0, taps: taps, channels: channels, panels: panels)
    let floats = Self.floats(matrix, seed: UInt64(channels))
    let memory = GuardedFloats(floats)
    let coder = unsafe Float32Coder(of: matrix, at: UnsafeRawPointer(memory.start))
    #expect(coder.isShorter)
    unsafe coder.write(to: UnsafeMutableRawPointer(memory.start))
    var found: [UInt32] = []
    Self.runs(matrix) { place, channels in
      let run = unsafe CodedFloat32Run(at: UnsafeRawPointer(memory.start) + place)
      for channel in 0..<channels {
        let lanes = run.weights(ofChannel: channel)
        for lane in 0..<16 { found.append(lanes[lane].bitPattern) }
      }
    }
    #expect(memory.isIntact && found == floats.map { $0.bitPattern })
  }

  @Test func whatWouldNotBeShorterStaysAsItIs() {
    let matrix = PackedMatrix(tensor: 0, taps: 1, channels: 256, panels: 2)
    var numbers = SeededNumbers(seed: 7)
    // As many upper bytes as there are, so that every block needs a patch.
    let memory = GuardedFloats(count: matrix.byteCount / 4) { _ in
      Float(bitPattern: UInt32(truncatingIfNeeded: numbers.bits()))
    }
    #expect(unsafe !Float32Coder(of: matrix, at: UnsafeRawPointer(memory.start)).isShorter)
  }

  /// A policy's products of few rows are coded, and no one can tell by its actions.
  @Test(arguments: KernelSet.available) func actionsHaveTheSameBits(kernels: KernelSet) throws {
    func policy(codedRows: Int) throws -> Policy {
      var set = kernels
      set.codedRows = codedRows
      return try MiniaturePolicy.parts().policy(kernels: set)
    }
    func codedCount(_ policy: Policy) -> Int {
      policy.program.operations.count { $0.matrices.contains { $0.format == .codedFloat32 } }
    }
    let (plain, coded) = (try policy(codedRows: 0), try policy(codedRows: 8))
    #expect(codedCount(plain) == 0 && codedCount(coded) > 0 && !coded.isQuantized)
    for seed in UInt64(0)..<5 { #expect(try coded.bits(seed: seed) == plain.bits(seed: seed)) }
    let bytes = (plain: plain.cost.operations, coded: coded.cost.operations)
    #expect(bytes.coded.reduce(0) { $0 + $1.weightByteCount } < bytes.plain.reduce(0) { $0 + $1.weightByteCount })
  }
}

import EdgeRuntime
import Glibc
import KernelConformance
import Testing

/// Integer products: every kernel returns the bits of the definition, whatever the shape.
@Suite struct KernelGemmInt8Tests {
  /// Cases of each kernel; `EDGE_CONFORMANCE_CASES` asks for more.
  static var caseCount: Int { getenv("EDGE_CONFORMANCE_CASES").flatMap { Int(String(cString: $0)) } ?? 1500 }

  private func check(_ sample: Int8Case, _ kernels: KernelSet) {
    let (bits, isIntact) = sample.run(kernels)
    #expect(isIntact, "\(kernels.name) writes outside: \(sample.name)")
    #expect(bits == sample.expected(), "\(kernels.name): \(sample.name)")
  }

  @Test(arguments: KernelSet.available) func returnsTheBitsOfTheDefinition(kernels: KernelSet) {
    #expect(Conformance.int8Mismatch(kernels, cases: Self.caseCount, seed: 31) == nil)
    print("int8 gemm \(kernels.name): \(Self.caseCount) cases equal to the bit")
  }

  /// Sums as large as they get: 127 · 255 a channel, and pairs of 2 · 128 · 127 where they are added in 16 bits.
  @Test(arguments: KernelSet.available, [false, true]) func isExactAtTheExtremes(kernels: KernelSet, isWide: Bool) {
    var numbers = SeededNumbers(seed: 32)
    for rows in [1, 2, 3, 4, 5, 8, 9, 16] {
      for channels in [4, 512, 2048] {
        check(
          Int8Case(
            rows: rows, taps: 1, channels: channels, columns: 80, chunkLength: isWide ? 512 : 65_536, isWide: isWide,
            kind: .extreme, &numbers), kernels)
      }
    }
  }

  @Test(arguments: KernelSet.available, [18, 33, 64, 65, 130]) func takesAnyNumberOfRows(
    kernels: KernelSet, rows: Int
  ) {
    var numbers = SeededNumbers(seed: 33)
    for isWide in [false, true] {
      check(
        Int8Case(
          rows: rows, taps: 2, channels: 37, columns: 50, chunkLength: 16, isWide: isWide, &numbers), kernels)
    }
  }
}

import EdgeRuntime
import KernelConformance
import Testing

/// Products of floats with int8 weights: every kernel returns the bits of the definition, whatever the shape.
@Suite struct KernelGemmW8Tests {
  @Test(arguments: KernelSet.available) func returnsTheBitsOfTheDefinition(kernels: KernelSet) {
    let cases = KernelGemmInt8Tests.caseCount
    #expect(Conformance.w8Mismatch(kernels, cases: cases, seed: 51) == nil)
    print("w8 gemm \(kernels.name): \(cases) cases equal to the bit")
  }

  @Test(arguments: KernelSet.available, [18, 64, 65, 130]) func takesAnyNumberOfRows(kernels: KernelSet, rows: Int) {
    var numbers = SeededNumbers(seed: 52)
    let sample = W8Case(rows: rows, taps: 2, channels: 300, columns: 50, chunkLength: 256, gap: 3, &numbers)
    let (bits, isIntact) = sample.run(kernels)
    #expect(isIntact && bits == sample.expected(isFused: Conformance.isFused(kernels)), "\(sample.name)")
  }
}

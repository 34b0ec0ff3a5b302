import EdgeRuntime
import KernelConformance
import Testing

/// Products of floats with weights of half precision: the bits of the product of the floats they stand for.
@Suite struct KernelGemmF16Tests {
  @Test(arguments: KernelSet.available) func returnsTheBitsOfTheFloats(kernels: KernelSet) {
    let cases = KernelGemmInt8Tests.caseCount
    #expect(Conformance.f16Mismatch(kernels, cases: cases, seed: 61) == nil)
    print("f16 gemm \(kernels.name): \(cases) cases equal to the bit")
  }

  @Test(arguments: KernelSet.available, [18, 64, 65, 130]) func takesAnyNumberOfRows(kernels: KernelSet, rows: Int) {
    var numbers = SeededNumbers(seed: 62)
    let sample = F16Case(rows: rows, taps: 2, channels: 300, columns: 50, gap: 3, &numbers)
    let (bits, isIntact) = sample.run(kernels)
    #expect(isIntact && bits == sample.expected(kernels), "\(sample.name)")
  }
}

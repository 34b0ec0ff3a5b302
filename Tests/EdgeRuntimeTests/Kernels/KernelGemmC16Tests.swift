import EdgeRuntime
import KernelConformance
import Testing

/// Products of floats with coded halves: the bits of the product of the floats they stand for.
@Suite struct KernelGemmC16Tests {
  @Test(arguments: KernelSet.available) func returnsTheBitsOfTheFloats(kernels: KernelSet) {
    let cases = KernelGemmInt8Tests.caseCount
    #expect(Conformance.c16Mismatch(kernels, cases: cases, seed: 121) == nil)
    print("c16 gemm \(kernels.name): \(cases) cases equal to the bit")
  }
}

import EdgeRuntime
import KernelConformance
import Testing

/// Products of floats with coded weights: the bits of the product of the floats themselves.
@Suite struct KernelGemmC32Tests {
  @Test(arguments: KernelSet.available) func returnsTheBitsOfTheFloats(kernels: KernelSet) {
    let cases = KernelGemmInt8Tests.caseCount
    #expect(Conformance.c32Mismatch(kernels, cases: cases, seed: 111) == nil)
    print("c32 gemm \(kernels.name): \(cases) cases equal to the bit")
  }
}

import CKernels
import KernelConformance
import Testing

@testable import EdgeRuntime

/// What `edge-conform` asks of kernels, asked here of those of this processor, and of some that are wrong.
@Suite struct ConformanceTests {
  @Test(arguments: KernelSet.available) func everySetConforms(kernels: KernelSet) {
    #expect(Conformance.f32Mismatch(kernels, cases: 200, seed: 1) == nil)
    #expect(Conformance.layerNormMismatch(kernels, cases: 400, seed: 2) == nil)
    #expect(Conformance.groupNormMismatch(kernels, cases: 400, seed: 3) == nil)
    #expect(Conformance.columnMaximumMismatch(kernels, cases: 400, seed: 4) == nil)
    #expect(Conformance.checksumMismatch(kernels, cases: 400, seed: 5) == nil)
  }

  /// A kernel that is off in one place, or by one bit, is found.
  @Test func aWrongKernelIsFound() {
    var wrong = KernelSet.generic
    wrong.gemm = {
      KernelSet.generic.gemm($0)
      $0.pointee.output[Int($0.pointee.columns) - 1] += 1e-3
    }
    wrong.layerNorm = {
      KernelSet.generic.layerNorm($0)
      $0.pointee.output[0] = $0.pointee.output[0].nextUp
    }
    wrong.groupNorm = {
      KernelSet.generic.groupNorm($0)
      $0.pointee.values[0] += 1e-3
    }
    wrong.columnArgMax = {
      KernelSet.generic.columnArgMax($0)
      $0.pointee.winners[0] += 1
    }
    wrong.crc32c = { KernelSet.generic.crc32c($0, $1, $2) ^ 1 }
    #expect(Conformance.f32Mismatch(wrong, cases: 20, seed: 1)?.hasPrefix("case 0: 1 rows") == true)
    #expect(Conformance.layerNormMismatch(wrong, cases: 20, seed: 2) != nil)
    #expect(Conformance.groupNormMismatch(wrong, cases: 20, seed: 3) != nil)
    #expect(Conformance.columnMaximumMismatch(wrong, cases: 20, seed: 4) != nil)
    #expect(Conformance.checksumMismatch(wrong, cases: 20, seed: 5) != nil)
  }
}

import CKernels
import CPlatform

extension KernelSet {
  // SAFETY: names functions and calls none; the ladder takes them only where the processor has the instructions.

  /// x86-64 with permutations of bytes: from Ice Lake and Zen 4 on.
  static var avx512vbmi: KernelLadder.Rung {
    #if arch(x86_64)
    let replacements: [KernelReplacement] = unsafe [.gemmC32 { unsafe edge_gemm_c32__avx512vbmi($0) }]
    #else
    let replacements: [KernelReplacement] = []
    #endif
    return KernelLadder.Rung(
      name: "avx512vbmi", architecture: .x86_64,
      features: UInt32(EDGE_CPU_AVX2_FMA) | UInt32(EDGE_CPU_SSE42) | UInt32(EDGE_CPU_AVX512)
        | UInt32(EDGE_CPU_AVX512_VNNI) | UInt32(EDGE_CPU_AVX512_VBMI),
      codedRows: 8, leastCodedHalfBytes: 32 << 20, replacements: replacements)
  }
}

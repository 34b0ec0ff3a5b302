import CKernels
import CPlatform

extension KernelSet {
  // SAFETY: names functions and calls none; the ladder takes them only where the processor has the instructions.

  /// x86-64 with the 512-bit dot product of bytes: from Cascade Lake and Zen 4 on.
  static var avx512vnni: KernelLadder.Rung {
    #if arch(x86_64)
    let replacements: [KernelReplacement] = unsafe [
      .gemmInt8 { unsafe edge_gemm_i8__avx512vnni($0) },
      .integerProbe { edge_multiply_add_i8_probe__avx512vnni($0) },
    ]
    #else
    let replacements: [KernelReplacement] = []
    #endif
    return KernelLadder.Rung(
      name: "avx512vnni", architecture: .x86_64,
      features: UInt32(EDGE_CPU_AVX2_FMA) | UInt32(EDGE_CPU_SSE42) | UInt32(EDGE_CPU_AVX512)
        | UInt32(EDGE_CPU_AVX512_VNNI),
      replacements: replacements)
  }
}

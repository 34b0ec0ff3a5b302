import CKernels
import CPlatform

extension KernelSet {
  // SAFETY: names functions and calls none; the ladder takes them only where the processor has the instructions.

  /// x86-64 with vectors of 512 bits: from Skylake's servers and Zen 4 on.
  static var avx512: KernelLadder.Rung {
    #if arch(x86_64)
    let replacements: [KernelReplacement] = unsafe [
      .gemm { unsafe edge_gemm_f32__avx512($0) },
      .gemmF16 { unsafe edge_gemm_f16__avx512($0) },
      .gemmC16 { unsafe edge_gemm_c16__avx512($0) },
      .gemmW8 { unsafe edge_gemm_w8__avx512($0) },
      .quantizeRows { unsafe edge_quantize_rows__avx512($0) },
      .groupNorm { unsafe edge_group_norm_f32__avx512($0) },
      .layerNorm { unsafe edge_layer_norm_f32__avx512($0) },
      .columnMax { unsafe edge_column_max_f32__avx512($0) },
      .columnArgMax { unsafe edge_column_arg_max_f32__avx512($0) },
      .mish { unsafe edge_mish_f32__avx512($0, $1, $2) },
      .multiplyAddProbe { edge_multiply_add_probe__avx512($0) },
    ]
    #else
    let replacements: [KernelReplacement] = []
    #endif
    return KernelLadder.Rung(
      name: "avx512", architecture: .x86_64,
      features: UInt32(EDGE_CPU_AVX2_FMA) | UInt32(EDGE_CPU_SSE42) | UInt32(EDGE_CPU_AVX512),
      leastSharedWork: 100_000, replacements: replacements)
  }
}

import CKernels
import CPlatform

extension KernelSet {
  // SAFETY: names functions and calls none; the ladder takes them only where the processor has the instructions.

  /// x86-64 with AVX2 and FMA: from Haswell and Zen on.
  ///
  /// All of them have SSE 4.2, whose checksum it uses.
  static var avx2fma: KernelLadder.Rung {
    #if arch(x86_64)
    let replacements: [KernelReplacement] = unsafe [
      .gemm { unsafe edge_gemm_f32__avx2fma($0) },
      .gemmF16 { unsafe edge_gemm_f16__avx2fma($0) },
      .gemmC16 { unsafe edge_gemm_c16__avx2fma($0) },
      .gemmC32 { unsafe edge_gemm_c32__avx2fma($0) },
      .gemmInt8 { unsafe edge_gemm_i8__avx2fma($0) },
      .gemmW8 { unsafe edge_gemm_w8__avx2fma($0) },
      .quantizeRows { unsafe edge_quantize_rows__avx2fma($0) },
      .groupNorm { unsafe edge_group_norm_f32__avx2fma($0) },
      .layerNorm { unsafe edge_layer_norm_f32__avx2fma($0) },
      .columnMax { unsafe edge_column_max_f32__avx2fma($0) },
      .columnArgMax { unsafe edge_column_arg_max_f32__avx2fma($0) },
      .mish { unsafe edge_mish_f32__avx2fma($0, $1, $2) },
      .readProbe { unsafe edge_read_probe__avx2fma($0, $1) },
      .multiplyAddProbe { edge_multiply_add_probe__avx2fma($0) },
      .integerProbe { edge_multiply_add_i8_probe__avx2fma($0) },
      .crc32c { unsafe edge_crc32c__sse42($0, $1, $2) },
    ]
    #else
    let replacements: [KernelReplacement] = []
    #endif
    return KernelLadder.Rung(
      name: "avx2fma", architecture: .x86_64,
      features: UInt32(EDGE_CPU_AVX2_FMA) | UInt32(EDGE_CPU_SSE42), leastSharedWork: 50_000, replacements: replacements)
  }
}

import CKernels
import CPlatform

extension KernelSet {
  // SAFETY: names functions and calls none; the ladder takes them only where the processor has the instructions.

  /// Any 64-bit ARM: Cortex-A57 (Nano, TX2) and Carmel (Xavier) among them.
  static var neon: KernelLadder.Rung {
    #if arch(arm64)
    let replacements: [KernelReplacement] = unsafe [
      .gemm { unsafe edge_gemm_f32__neon($0) },
      .gemmF16 { unsafe edge_gemm_f16__neon($0) },
      .gemmC16 { unsafe edge_gemm_c16__neon($0) },
      .gemmC32 { unsafe edge_gemm_c32__neon($0) },
      .gemmInt8 { unsafe edge_gemm_i8__neon($0) },
      .gemmW8 { unsafe edge_gemm_w8__neon($0) },
      .quantizeRows { unsafe edge_quantize_rows__neon($0) },
      .groupNorm { unsafe edge_group_norm_f32__neon($0) },
      .layerNorm { unsafe edge_layer_norm_f32__neon($0) },
      .columnMax { unsafe edge_column_max_f32__neon($0) },
      .columnArgMax { unsafe edge_column_arg_max_f32__neon($0) },
      .mish { unsafe edge_mish_f32__neon($0, $1, $2) },
      .readProbe { unsafe edge_read_probe__neon($0, $1) },
      .multiplyAddProbe { edge_multiply_add_probe__neon($0) },
      .integerProbe { edge_multiply_add_i8_probe__neon($0) },
    ]
    #else
    let replacements: [KernelReplacement] = []
    #endif
    return KernelLadder.Rung(
      name: "neon", architecture: .arm64, features: UInt32(EDGE_CPU_NEON), leastSharedWork: 20_000,
      replacements: replacements)
  }
}

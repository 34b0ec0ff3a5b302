import CKernels
import CPlatform

extension KernelSet {
  // SAFETY: names functions and calls none; the ladder takes them only where the processor has the instructions.

  /// 64-bit ARM with the dot product of bytes: Cortex-A76, A78AE (Orin) and later.
  static var neondot: KernelLadder.Rung {
    #if arch(arm64)
    let replacements: [KernelReplacement] = unsafe [
      .gemmInt8 { unsafe edge_gemm_i8__neondot($0) },
      .integerProbe { edge_multiply_add_i8_probe__neondot($0) },
    ]
    #else
    let replacements: [KernelReplacement] = []
    #endif
    return KernelLadder.Rung(
      name: "neondot", architecture: .arm64, features: UInt32(EDGE_CPU_NEON) | UInt32(EDGE_CPU_ARM_DOT),
      replacements: replacements)
  }
}

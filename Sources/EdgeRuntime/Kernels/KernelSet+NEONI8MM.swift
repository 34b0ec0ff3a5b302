import CKernels
import CPlatform

extension KernelSet {
  // SAFETY: names functions and calls none; the ladder takes them only where the processor has the instructions.

  /// 64-bit ARM with matrix products of bytes: Neoverse V1 and V3AE (Thor) and later.
  static var neoni8mm: KernelLadder.Rung {
    #if arch(arm64)
    let replacements: [KernelReplacement] = unsafe [
      .gemmInt8 { unsafe edge_gemm_i8__neoni8mm($0) },
      .integerProbe { edge_multiply_add_i8_probe__neoni8mm($0) },
    ]
    #else
    let replacements: [KernelReplacement] = []
    #endif
    return KernelLadder.Rung(
      name: "neoni8mm", architecture: .arm64,
      features: UInt32(EDGE_CPU_NEON) | UInt32(EDGE_CPU_ARM_DOT) | UInt32(EDGE_CPU_ARM_I8MM),
      replacements: replacements)
  }
}

import CKernels
import CPlatform

extension KernelSet {
  // SAFETY: names functions and calls none; the ladder takes them only where the processor has the instructions.

  /// 64-bit ARM with the checksum instructions, which some processors with NEON lack.
  static var armcrc: KernelLadder.Rung {
    #if arch(arm64)
    let replacements: [KernelReplacement] = unsafe [.crc32c { unsafe edge_crc32c__armcrc($0, $1, $2) }]
    #else
    let replacements: [KernelReplacement] = []
    #endif
    return KernelLadder.Rung(
      name: "armcrc", architecture: .arm64, features: UInt32(EDGE_CPU_ARM_CRC), replacements: replacements)
  }
}

import CKernels
import CPlatform

extension KernelSet {
  /// The sets this processor can run, the fastest first; "generic" is always the last.
  public static var available: [KernelSet] {
    let features = edge_cpu_features()
    var sets: [KernelSet] = []
    #if arch(x86_64)
    if features & UInt32(EDGE_CPU_AVX2_FMA) != 0 { sets.append(avx2fma(features)) }
    #elseif arch(arm64)
    if features & UInt32(EDGE_CPU_NEON) != 0 { sets.append(neon(features)) }
    #endif
    sets.append(generic)
    return sets
  }

  /// The fastest set this processor can run.
  public static var best: KernelSet { available.first ?? generic }

  /// The set called `name`.
  public static func named(_ name: String) throws(KernelSetError) -> KernelSet {
    for set in available where set.name == name { return set }
    throw names.contains(name) ? .unavailable(name) : .unknown(name)
  }

  /// The set the environment variable `EDGE_KERNELS` names, or the best one where it is unset or empty.
  public static func chosen() throws(KernelSetError) -> KernelSet {
    guard let value = edge_environment("EDGE_KERNELS"), value.pointee != 0 else { return best }
    return try named(String(cString: value))
  }

  /// Every name there is, on whatever processor.
  private static var names: [String] { ["avx2fma", "neon", "generic"] }

  /// Plain Swift, the definition of every result, for any processor.
  public static var generic: KernelSet {
    KernelSet(
      name: "generic",
      gemm: { Reference.gemm($0) },
      groupNorm: { Reference.groupNorm($0) },
      layerNorm: { Reference.layerNorm($0) },
      columnMax: { Reference.columnMax($0) },
      mish: { Reference.mish($0, $1, $2) },
      readProbe: { Reference.readProbe($0, $1) },
      multiplyAddProbe: { Reference.multiplyAddProbe($0) },
      crc32c: { CRC32C.reference($0, $1, $2) })
  }

  #if arch(x86_64)
  private static func avx2fma(_ features: UInt32) -> KernelSet {
    var crc32c = generic.crc32c
    if features & UInt32(EDGE_CPU_SSE42) != 0 { crc32c = { edge_crc32c__sse42($0, $1, $2) } }
    return KernelSet(
      name: "avx2fma",
      gemm: { edge_gemm_f32__avx2fma($0) },
      groupNorm: { edge_group_norm_f32__avx2fma($0) },
      layerNorm: { edge_layer_norm_f32__avx2fma($0) },
      columnMax: { edge_column_max_f32__avx2fma($0) },
      mish: { edge_mish_f32__avx2fma($0, $1, $2) },
      readProbe: { edge_read_probe__avx2fma($0, $1) },
      multiplyAddProbe: { edge_multiply_add_probe__avx2fma($0) },
      crc32c: crc32c)
  }
  #elseif arch(arm64)
  private static func neon(_ features: UInt32) -> KernelSet {
    var crc32c = generic.crc32c
    if features & UInt32(EDGE_CPU_ARM_CRC) != 0 { crc32c = { edge_crc32c__armcrc($0, $1, $2) } }
    return KernelSet(
      name: "neon",
      gemm: { edge_gemm_f32__neon($0) },
      groupNorm: { edge_group_norm_f32__neon($0) },
      layerNorm: { edge_layer_norm_f32__neon($0) },
      columnMax: { edge_column_max_f32__neon($0) },
      mish: { edge_mish_f32__neon($0, $1, $2) },
      readProbe: { edge_read_probe__neon($0, $1) },
      multiplyAddProbe: { edge_multiply_add_probe__neon($0) },
      crc32c: crc32c)
  }
  #endif
}

import CKernels

extension KernelSet {
  /// Plain Swift, the definition of every result, for any processor.
  public static var generic: KernelSet {
    KernelSet(
      name: KernelLadder.genericName,
      gemm: { Reference.gemm($0) },
      gemmF16: { Reference.gemmF16($0) },
      gemmInt8: { Reference.gemmInt8($0) },
      gemmW8: { Reference.gemmW8($0) },
      quantizeRows: { Reference.quantizeRows($0) },
      groupNorm: { Reference.groupNorm($0) },
      layerNorm: { Reference.layerNorm($0) },
      columnMax: { Reference.columnMax($0) },
      columnArgMax: { Reference.columnArgMax($0) },
      mish: { Reference.mish($0, $1, $2) },
      readProbe: { Reference.readProbe($0, $1) },
      multiplyAddProbe: { Reference.multiplyAddProbe($0) },
      integerProbe: { Reference.integerProbe($0) },
      crc32c: { CRC32C.reference($0, $1, $2) })
  }
}

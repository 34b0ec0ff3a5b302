import CKernels

extension KernelSet {
  // SAFETY: hands argument structs on to the references.

  /// Plain Swift, the definition of every result, for any processor.
  public static var generic: KernelSet {
    unsafe KernelSet(
      name: KernelLadder.genericName, leastSharedWork: 1500, codedRows: 0, leastCodedHalfBytes: .max,
      gemm: { unsafe Reference.gemm($0) },
      gemmF16: { unsafe Reference.gemmF16($0) },
      gemmC16: { unsafe Reference.gemmC16($0) },
      gemmC32: { unsafe Reference.gemmC32($0) },
      gemmInt8: { unsafe Reference.gemmInt8($0) },
      gemmW8: { unsafe Reference.gemmW8($0) },
      quantizeRows: { unsafe Reference.quantizeRows($0) },
      groupNorm: { unsafe Reference.groupNorm($0) },
      layerNorm: { unsafe Reference.layerNorm($0) },
      columnMax: { unsafe Reference.columnMax($0) },
      columnArgMax: { unsafe Reference.columnArgMax($0) },
      mish: { unsafe Reference.mish($0, $1, $2) },
      readProbe: { unsafe Reference.readProbe($0, $1) },
      multiplyAddProbe: { Reference.multiplyAddProbe($0) },
      integerProbe: { Reference.integerProbe($0) },
      crc32c: { unsafe CRC32C.reference($0, $1, $2) })
  }
}

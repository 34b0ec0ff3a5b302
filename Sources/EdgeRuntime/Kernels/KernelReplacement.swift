/// One kernel of an instruction set, on its way into a `KernelSet`.
@safe enum KernelReplacement {
  // SAFETY: holds functions and calls none.
  case gemm(KernelSet.GemmFunction)
  case gemmF16(KernelSet.GemmF16Function)
  case gemmC16(KernelSet.GemmC16Function)
  case gemmC32(KernelSet.GemmC32Function)
  case gemmInt8(KernelSet.GemmInt8Function)
  case gemmW8(KernelSet.GemmW8Function)
  case quantizeRows(KernelSet.QuantizeRowsFunction)
  case groupNorm(KernelSet.GroupNormFunction)
  case layerNorm(KernelSet.LayerNormFunction)
  case columnMax(KernelSet.ColumnMaxFunction)
  case columnArgMax(KernelSet.ColumnArgMaxFunction)
  case mish(KernelSet.MishFunction)
  case readProbe(KernelSet.ReadProbeFunction)
  case multiplyAddProbe(KernelSet.MultiplyAddProbeFunction)
  case integerProbe(KernelSet.IntegerProbeFunction)
  case crc32c(KernelSet.CRC32CFunction)
}

extension KernelSet {
  /// Takes over what `rung` replaces, and its name.
  mutating func climb(_ rung: KernelLadder.Rung) {
    name = rung.name
    leastSharedWork = rung.leastSharedWork ?? leastSharedWork
    codedRows = rung.codedRows ?? codedRows
    leastCodedHalfBytes = rung.leastCodedHalfBytes ?? leastCodedHalfBytes
    for replacement in rung.replacements {
      switch replacement {
      case .gemm(let function): unsafe gemm = function
      case .gemmF16(let function): unsafe gemmF16 = function
      case .gemmC16(let function): unsafe gemmC16 = function
      case .gemmC32(let function): unsafe gemmC32 = function
      case .gemmInt8(let function): unsafe gemmInt8 = function
      case .gemmW8(let function): unsafe gemmW8 = function
      case .quantizeRows(let function): unsafe quantizeRows = function
      case .groupNorm(let function): unsafe groupNorm = function
      case .layerNorm(let function): unsafe layerNorm = function
      case .columnMax(let function): unsafe columnMax = function
      case .columnArgMax(let function): unsafe columnArgMax = function
      case .mish(let function): unsafe mish = function
      case .readProbe(let function): unsafe readProbe = function
      case .multiplyAddProbe(let function): multiplyAddProbe = function
      case .integerProbe(let function): integerProbe = function
      case .crc32c(let function): unsafe crc32c = function
      }
    }
  }
}

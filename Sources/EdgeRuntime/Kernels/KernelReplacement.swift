/// One kernel of an instruction set, on its way into a `KernelSet`.
enum KernelReplacement {
  case gemm(KernelSet.GemmFunction)
  case gemmF16(KernelSet.GemmF16Function)
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
    for replacement in rung.replacements {
      switch replacement {
      case .gemm(let function): gemm = function
      case .gemmF16(let function): gemmF16 = function
      case .gemmInt8(let function): gemmInt8 = function
      case .gemmW8(let function): gemmW8 = function
      case .quantizeRows(let function): quantizeRows = function
      case .groupNorm(let function): groupNorm = function
      case .layerNorm(let function): layerNorm = function
      case .columnMax(let function): columnMax = function
      case .columnArgMax(let function): columnArgMax = function
      case .mish(let function): mish = function
      case .readProbe(let function): readProbe = function
      case .multiplyAddProbe(let function): multiplyAddProbe = function
      case .integerProbe(let function): integerProbe = function
      case .crc32c(let function): crc32c = function
      }
    }
  }
}

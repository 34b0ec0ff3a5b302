/// A kernel's place in a `KernelSet`.
enum KernelSlot {
  case gemm, gemmF16, gemmC16, gemmC32, gemmInt8, gemmW8, quantizeRows, groupNorm, layerNorm, columnMax
  case columnArgMax, mish, readProbe, multiplyAddProbe, integerProbe, crc32c
}

extension KernelReplacement {
  /// The slot it fills.
  var slot: KernelSlot {
    switch self {
    case .gemm: .gemm
    case .gemmF16: .gemmF16
    case .gemmC16: .gemmC16
    case .gemmC32: .gemmC32
    case .gemmInt8: .gemmInt8
    case .gemmW8: .gemmW8
    case .quantizeRows: .quantizeRows
    case .groupNorm: .groupNorm
    case .layerNorm: .layerNorm
    case .columnMax: .columnMax
    case .columnArgMax: .columnArgMax
    case .mish: .mish
    case .readProbe: .readProbe
    case .multiplyAddProbe: .multiplyAddProbe
    case .integerProbe: .integerProbe
    case .crc32c: .crc32c
    }
  }
}

extension KernelSet {
  /// The rung that `slot`'s kernel comes from: this set's own, or one below it that it was taken over from.
  func origin(of slot: KernelSlot) -> String {
    var origin = KernelLadder.genericName
    guard name != origin else { return origin }
    for rung in KernelLadder.rungs where rung.architecture == KernelLadder.architecture {
      for replacement in rung.replacements where replacement.slot == slot { origin = rung.name }
      if rung.name == name { break }
    }
    return origin
  }
}

extension Policy {
  /// The rung whose kernel does most of `operation` in `kernels`; nil where plain Swift does it all.
  public func kernelOrigin(of operation: Int, with kernels: KernelSet) -> String? {
    program.operations[operation].facts(samplerRows: 1).kernelSlot.map { kernels.origin(of: $0) }
  }
}

import CPlatform
import EdgeRuntime

/// What a machine was found to do with one core and with all that a process may use.
struct MeasuredLimits {
  /// Read at once where there is memory for it: far more than caches hold.
  private static let mostBytes = 256 << 20

  let kernels: String
  let threads: Int
  let oneCore: MachineLimits
  let allCores: MachineLimits

  /// Takes a second or two.
  init(kernels: KernelSet, threads: Int, memory: MemoryFacts) {
    let byteCount = min(MeasuredLimits.mostBytes, (memory.available ?? 0) / 8)
    self.kernels = kernels.name
    self.threads = threads
    oneCore = Self.limits(kernels, threads: 1, byteCount: byteCount)
    allCores = threads > 1 ? Self.limits(kernels, threads: threads, byteCount: byteCount) : oneCore
  }

  private static func limits(_ kernels: KernelSet, threads: Int, byteCount: Int) -> MachineLimits {
    let probe = MachineProbe(kernels: kernels, threadCount: threads)
    return MachineLimits(
      readBytesPerSecond: probe.readBytesPerSecond(byteCount: byteCount),
      multiplyAddsPerSecond: probe.multiplyAddsPerSecond(),
      integerMultiplyAddsPerSecond: probe.integerMultiplyAddsPerSecond())
  }
}

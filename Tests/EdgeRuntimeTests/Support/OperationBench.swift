import KernelConformance
import Testing

@testable import EdgeRuntime

/// Runs single operations on buffers and tensors that a test fills, whole or in the shares of several threads.
final class OperationBench {
  let context: ExecutionContext
  private static let stagingCount = 1 << 16
  /// Floats behind an operation's scratch memory that it must leave as they are.
  private static let guardCount = 1 << 10
  private let scratchGuard: UnsafeMutableBufferPointer<Float>
  private let counts: [Int]
  private let tensorStarts: [UnsafeMutablePointer<Float>]

  init(
    kernels: KernelSet, buffers: [[Float]], tensors: [[Float]] = [], sampler: [SamplerRow] = [],
    scratchCount: Int = 0
  ) {
    counts = buffers.map(\.count)
    func copy(_ values: [Float]) -> UnsafeMutablePointer<Float> {
      let start = UnsafeMutablePointer<Float>.allocate(capacity: max(values.count, 1))
      start.initialize(from: values, count: values.count)
      return start
    }
    let bufferStarts = UnsafeMutablePointer<UnsafeMutablePointer<Float>>.allocate(
      capacity: max(buffers.count, 1))
    for (index, values) in buffers.enumerated() { (bufferStarts + index).initialize(to: copy(values)) }
    tensorStarts = tensors.map(copy)
    let runs = UnsafeMutablePointer<UnsafeRawPointer>.allocate(capacity: max(tensors.count, 1))
    for (index, start) in tensorStarts.enumerated() { (runs + index).initialize(to: UnsafeRawPointer(start)) }
    let rows = UnsafeMutablePointer<SamplerRow>.allocate(capacity: max(sampler.count, 1))
    for (index, row) in sampler.enumerated() { (rows + index).initialize(to: row) }
    let stagingOffset = (scratchCount + OperationBench.guardCount + 15) / 16 * 16
    let scratch = UnsafeMutablePointer<Float>.allocate(capacity: stagingOffset + OperationBench.stagingCount)
    scratchGuard = UnsafeMutableBufferPointer(start: scratch + scratchCount, count: OperationBench.guardCount)
    scratchGuard.initialize(repeating: GuardedFloats.canary)
    let kernelSet = UnsafeMutablePointer<KernelSet>.allocate(capacity: 1)
    kernelSet.initialize(to: kernels)
    context = ExecutionContext(
      kernelSet: kernelSet, buffers: bufferStarts, tensors: runs, sampler: rows, scratch: scratch,
      scratchStride: stagingOffset + OperationBench.stagingCount, stagingOffset: stagingOffset)
  }

  deinit {
    for index in counts.indices { context.buffers[index].deallocate() }
    for start in tensorStarts { start.deallocate() }
    context.kernelSet.deallocate()
    context.buffers.deallocate()
    context.tensors.deallocate()
    context.sampler.deallocate()
    context.scratch.deallocate()
  }

  /// Does the operation's work in `shares` shares, the last one first as a thief would, and returns a buffer.
  @discardableResult
  func run(
    _ operation: some OperationRecord, shares: Int = 1, phase: Share.Phase = .all, samplerRow: Int = 0, result: Int
  ) -> [Float] {
    var worker = Worker(index: 0)
    worker.samplerRow = samplerRow
    worker.isStaged = operation.isShared && shares > 1
    let count = worker.isStaged ? shares : 1
    for index in (0..<count).reversed() {
      let share = Share(index: index, count: count, phase: phase)
      precondition(operation.stagingCount <= OperationBench.stagingCount, "a bench for small operations")
      operation.execute(share, in: context, worker: &worker)
      worker.unpublished.publish()
    }
    #expect(scratchGuard.allSatisfy { $0 == GuardedFloats.canary }, "it writes beyond its scratch memory")
    return buffer(result)
  }

  func buffer(_ index: Int) -> [Float] {
    Array(UnsafeBufferPointer(start: context.buffers[index], count: counts[index]))
  }
}

extension BufferView {
  /// All of a buffer as (rows, columns).
  init(_ buffer: Int, _ rows: Int, _ columns: Int) {
    self.init(buffer: buffer, offset: 0, rowStride: columns, rows: rows, columns: columns)
  }
}

/// The largest difference from `expected` over max(1, its magnitude).
func worstDifference(_ values: [Float], _ expected: [Double]) -> Double {
  var worst = values.count == expected.count ? 0 : Double.infinity
  for (value, want) in zip(values, expected) {
    let difference = (Double(value) - want).magnitude / max(1, want.magnitude)
    if !(difference <= worst) { worst = difference }
  }
  return worst
}

@testable import EdgeRuntime

/// Runs single operations on buffers and tensors that a test fills, with the work of several threads one by one.
final class OperationBench {
  let context: ExecutionContext
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
    let scratch = UnsafeMutablePointer<Float>.allocate(capacity: max(4 * scratchCount, 1))
    context = ExecutionContext(
      kernels: kernels, buffers: bufferStarts, tensors: runs, sampler: rows, scratch: scratch,
      scratchStride: scratchCount)
  }

  deinit {
    for index in counts.indices { context.buffers[index].deallocate() }
    for start in tensorStarts { start.deallocate() }
    context.buffers.deallocate()
    context.tensors.deallocate()
    context.sampler.deallocate()
    context.scratch.deallocate()
  }

  /// Does the operation's work as `threads` threads would, and returns a buffer.
  @discardableResult
  func run(_ operation: some OperationRecord, threads: Int = 1, samplerRow: Int = 0, result: Int) -> [Float] {
    for index in 0..<(operation.isShared ? threads : 1) {
      var worker = Worker(index: index, count: threads)
      worker.samplerRow = samplerRow
      operation.execute(in: context, worker: worker)
    }
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

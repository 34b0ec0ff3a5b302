import Testing

@testable import EdgeRuntime

extension OperationBench {
  /// Runs the operation whole and in two to five shares, which must give the same bits.
  static func results(
    _ operation: some OperationRecord, kernels: String, buffers: [[Float]], tensors: [[Float]] = [], result: Int
  ) throws -> [Float] {
    #expect(operation.extentsAgree)
    var whole: [Float] = []
    for shares in 1...5 {
      let bench = OperationBench(
        kernels: try .named(kernels), buffers: buffers, tensors: tensors, scratchCount: operation.scratchCount)
      let values = bench.run(operation, shares: min(shares, operation.divisions), result: result)
      if shares == 1 { whole = values }
      #expect(values.map(\.bitPattern) == whole.map(\.bitPattern), "\(shares) shares")
    }
    return whole
  }
}

import TestSupport
import Testing

@testable import EdgeRuntime

/// Matrices of half precision in a file: read back, run, and refused where they cannot be weights.
struct Float16MatrixTests {
  /// The miniature with one product of half precision, and what is done to its weights and record first.
  private func parts(
    _ change: (inout [UInt16]) -> Void = { _ in }, record: (inout Product) -> Void = { _ in }
  ) throws -> (parts: PolicyParts, operation: Int, tensor: Int) {
    var parts = MiniaturePolicy.parts()
    let index = try #require(parts.layers.operationNames.firstIndex(of: "block"))
    let matrix = try #require(parts.program.operations[index].matrices.first)
    let entry = parts.tensors.entries[matrix.tensor]
    let first = Int(entry.byteOffset) / 4
    var halves = parts.weights[first..<first + entry.count].map(HalfPrecision.bits)
    change(&halves)
    let bytes = halves.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    let place = try parts.replaceWeights(of: "block", by: bytes, element: .float16) { product in
      product.matrix.format = .float16
      record(&product)
    }
    return (parts, place.operation, place.tensor)
  }

  @Test(arguments: KernelSet.available) func runsWithTheSameBitsForAnyNumberOfThreads(kernels: KernelSet) throws {
    let parts = try parts().parts
    let bits = try (1...3).map { try parts.policy(kernels: kernels, threads: $0).bits(seed: 1) }
    #expect(bits[0] == bits[1] && bits[0] == bits[2])
    let read = try parts.file()
    #expect(read.tensors == parts.tensors)
    let matrices = read.program.operations.flatMap(\.matrices)
    #expect(matrices.count { $0.format == .float16 } == 1)
  }

  @Test(arguments: [0x7C00, 0xFC00, 0x7E01] as [UInt16]) func refusesWhatIsNotFinite(bits: UInt16) throws {
    let (parts, _, tensor) = try parts { $0[5] = bits }
    #expect(try parts.refusal() == .badWeight(tensor: tensor, element: 5))
  }

  @Test func refusesAnotherElementOrTooFewWeights() throws {
    var (parts, operation, tensor) = try parts()
    let matrix = try #require(parts.program.operations[operation].matrices.first)
    let (count, surplus) = (matrix.byteCount / 2, parts.tensors.entries[tensor].count - matrix.byteCount / 2)
    parts.tensors.entries[tensor].count = count - 16
    parts.weightBytes?.removeLast(2 * (surplus + 16))
    let refusal = try parts.refusal()
    #expect(
      refusal
        == .operation(index: operation, fault: .tensorSize(index: tensor, needed: 2 * count, found: 2 * count - 32)))
    let floats = try self.parts(record: { $0.matrix.tensor = 0 }).parts
    #expect(try floats.refusal() == .operation(index: operation, fault: .tensorElement(index: 0)))
  }

  @Test func refusesHalfPrecisionInThePointNetwork() throws {
    var parts = MiniaturePolicy.parts()
    let index = try #require(parts.layers.operationNames.firstIndex(of: "points"))
    guard case .pointEncode(var encode) = parts.program.operations[index] else {
      Issue.record("the miniature's points are encoded")
      return
    }
    encode.network.layers[1].matrix.format = .float16
    parts.program.operations[index] = .pointEncode(encode)
    #expect(try parts.refusal() == .operation(index: index, fault: .inconsistentExtents))
  }
}

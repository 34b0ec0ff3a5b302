import KernelConformance
import TestSupport
import Testing

@testable import EdgeRuntime

/// Packed int8 matrices in a file: read back, run, and refused where a kernel could not rely on them.
struct Int8MatrixTests {
  private static let channels = MiniaturePolicy.channels

  /// The miniature with one product of int8: its chunk length and what is done to its bytes and record first.
  private func parts(
    chunkLength: Int = 16, activation: Int8Format.Activation = .rows, _ change: (inout [UInt8]) -> Void = { _ in },
    record: (inout Product) -> Void = { _ in }
  ) throws -> (parts: PolicyParts, operation: Int, tensor: Int) {
    var parts = MiniaturePolicy.parts()
    var numbers = SeededNumbers(seed: 51)
    var bytes = Int8Case(
      rows: 1, taps: 3, channels: Self.channels, columns: Self.channels, chunkLength: chunkLength, &numbers
    ).packed
    change(&bytes)
    let place = try parts.replaceWeights(of: "block", by: bytes, element: .packed) { product in
      product.matrix.format = .int8(Int8Format(activation: activation, chunkLength: chunkLength))
      record(&product)
    }
    return (parts, place.operation, place.tensor)
  }

  @Test(arguments: KernelSet.available, Int8Format.Activation.allCases)
  func runsWithTheSameBitsForAnyNumberOfThreads(kernels: KernelSet, activation: Int8Format.Activation) throws {
    let parts = try parts(activation: activation).parts
    let bits = try (1...3).map { try parts.policy(kernels: kernels, threads: $0).bits(seed: 1) }
    #expect(bits[0] == bits[1] && bits[0] == bits[2])
    #expect(try parts.policy(kernels: kernels).bits(seed: 2) != bits[0])
    #expect(try parts.file().tensors == parts.tensors)
  }

  /// Bytes of the first chunk: four groups, then scales, then sums.
  private static let damage: [(place: Int, value: UInt8, found: Int)] = [
    (0, 0x80, 0), (255, 0x80, 0), (256 + 3, 0xFF, 256), (256 + 3, 0x7F, 256), (256 + 64, 0x55, 256 + 64),
  ]

  @Test(arguments: damage)
  func refusesUnsoundBytes(place: Int, value: UInt8, found: Int) throws {
    let (parts, operation, tensor) = try parts { $0[place] = value }
    #expect(
      try parts.refusal()
        == .operation(index: operation, fault: .unsoundMatrix(tensor: tensor, byte: found)))
    #expect(try self.parts().parts.refusal() == nil)
  }

  @Test func refusesBytesThatFillUpAGroup() throws {
    // 24 channels by 20: the second chunk has one group, whole; by a depth of four nothing fills up, so of 22.
    let (parts, operation, tensor) = try parts(chunkLength: 24) { bytes in
      var numbers = SeededNumbers(seed: 52)
      bytes = Int8Case(rows: 1, taps: 3, channels: 22, columns: 24, chunkLength: 24, &numbers).packed
      bytes[5 * 64 + 2] = 1
    } record: {
      $0.matrix.channels = 22
    }
    #expect(
      try parts.refusal()
        == .operation(index: operation, fault: .unsoundMatrix(tensor: tensor, byte: 5 * 64 + 2)))
  }

  @Test func refusesChunkLengthsOutOfRange() throws {
    for (activation, length) in [
      (Int8Format.Activation.rows, 0), (.rows, 18), (.rows, 65_540), (.wideRows, 516), (.floats, 260),
    ] {
      let parts = try parts(record: {
        $0.matrix.format = .int8(Int8Format(activation: activation, chunkLength: length))
      }).parts
      guard case .outOfRange(_, UInt64(length), _)? = try parts.refusal() else {
        Issue.record("\(length) channels a chunk pass")
        continue
      }
    }
  }

  @Test func refusesAnotherElementOrTooFewBytes() throws {
    var (parts, operation, tensor) = try parts()
    parts.tensors.entries[tensor].count -= 128
    parts.weightBytes?.removeLast(128)
    let needed = 2 * 3 * (6 * 64 + 2 * 128)
    #expect(
      try parts.refusal()
        == .operation(index: operation, fault: .tensorSize(index: tensor, needed: needed, found: needed - 128)))
    let floats = try self.parts { _ in
    } record: {
      $0.matrix.tensor = 0
    }.parts
    #expect(try floats.refusal() == .operation(index: operation, fault: .tensorElement(index: 0)))
  }

  @Test func refusesWindowsThatDoNotBeginOnRows() throws {
    let (parts, operation, _) = try parts(record: { $0.inputTapStride = 5 })
    #expect(try parts.refusal() == .operation(index: operation, fault: .inconsistentExtents))
  }

  @Test func refusesInt8InThePointNetwork() throws {
    var parts = MiniaturePolicy.parts()
    let index = parts.layers.operationNames.firstIndex(of: "points") ?? 0
    guard case .pointEncode(var encode) = parts.program.operations[index] else { return }
    encode.network.layers[1].matrix.format = .int8(Int8Format(activation: .rows, chunkLength: 16))
    parts.program.operations[index] = .pointEncode(encode)
    #expect(try parts.refusal() == .operation(index: index, fault: .inconsistentExtents))
  }
}

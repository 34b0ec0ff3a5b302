import EdgeRuntime
import KernelConformance
import Testing

@Suite struct KernelChecksumTests {
  /// The definition: one bit at a time.
  private func bitwise(_ bytes: [UInt8]) -> UInt32 {
    var state: UInt32 = ~0
    for byte in bytes {
      state ^= UInt32(byte)
      for _ in 0..<8 { state = state & 1 == 1 ? (state >> 1) ^ 0x82F6_3B78 : state >> 1 }
    }
    return ~state
  }

  @Test(arguments: KernelSet.available)
  func givesTheCheckValue(kernels: KernelSet) {
    let sum = Array("123456789".utf8).withUnsafeBytes { CRC32C.checksum($0, kernels) }
    #expect(sum == 0xE306_9283)
    #expect([UInt8]().withUnsafeBytes { CRC32C.checksum($0, kernels) } == 0)
  }

  @Test(arguments: KernelSet.available)
  func matchesTheDefinitionForEveryLengthAndStart(kernels: KernelSet) {
    var numbers = SeededNumbers(seed: 41)
    let bytes = (0..<120).map { _ in UInt8(truncatingIfNeeded: numbers.bits()) }
    for start in 0..<9 {
      for end in start...bytes.count {
        let sum = bytes.withUnsafeBytes {
          CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[start..<end]), kernels)
        }
        #expect(sum == bitwise(Array(bytes[start..<end])), "\(start)..<\(end)")
      }
    }
  }

  @Test(arguments: KernelSet.available)
  func continuesWhereItStopped(kernels: KernelSet) {
    let bytes = Array("The checksum of a file is that of its parts.".utf8)
    bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return }
      for split in 0...bytes.count {
        let state = kernels.crc32c(~0, start, split)
        #expect(~kernels.crc32c(state, start + split, bytes.count - split) == bitwise(bytes))
      }
    }
  }

  @Test(arguments: KernelSet.available)
  func probesDoTheWorkTheyStandFor(kernels: KernelSet) {
    let ones = GuardedFloats(count: 640) { _ in 1 }
    #expect(kernels.readProbe(ones.start, ones.count) == 640)
    // Each multiply-add adds a quarter to one of the sums.
    #expect(kernels.multiplyAddProbe(40) - kernels.multiplyAddProbe(0) == 40 * 96 / 4)
  }
}

import TestSupport
import Testing

@testable import EdgeRuntime

/// What is written comes back, and the file runs.
struct RoundTripTests {
  @Test(arguments: [false, true]) func everyRecordComesBack(hasCamera: Bool) throws {
    var parts = MiniaturePolicy.parts(hasCamera: hasCamera)
    parts.goldens = [[1, 2, 3], []]
    let read = try parts.file()
    #expect(read.metadata == parts.metadata)
    #expect(read.provenance == parts.provenance)
    #expect(read.sampler == parts.sampler)
    #expect(read.layers == parts.layers)
    #expect(read.tensors == parts.tensors)
    #expect(read.goldens == parts.goldens)
    #expect(read.byteCount == UInt64(try parts.bytes().count))
    #expect(read.weightsByteCount == 4 * parts.weights.count)
    #expect(read.program.buffers == parts.program.buffers)
    #expect(read.program.inputs == parts.program.inputs)
    #expect(read.program.sample == parts.program.sample)
    #expect(read.program.output == parts.program.output)
    #expect(read.program.network == parts.program.network)
    // Operations have no equality: their bytes do.
    var (first, second) = (ByteWriter(), ByteWriter())
    parts.program.write(to: &first)
    read.program.write(to: &second)
    #expect(first.bytes == second.bytes)
    for (index, entry) in read.tensors.entries.enumerated() {
      let first = Int(entry.byteOffset) / 4
      #expect(read.withTensor(index) { Array($0) } == Array(parts.weights[first..<first + entry.count]))
    }
  }

  @Test func writtenFileIsTheSameEveryTime() throws {
    #expect(try MiniaturePolicy.parts().bytes() == MiniaturePolicy.parts().bytes())
  }

  /// Programs of before read what they can.
  @Test func imagesAloneNeedTheNewestVersion() throws {
    for (hasCamera, version) in [(false, UInt8(3)), (true, 4)] {
      #expect(try MiniaturePolicy.parts(hasCamera: hasCamera).bytes()[8] == version)
    }
  }

  @Test(arguments: [false, true]) func stepIsFiniteAndDependsOnEveryInput(hasCamera: Bool) throws {
    let policy = try MiniaturePolicy.parts(hasCamera: hasCamera).policy()
    let first = try policy.bits(seed: 1)
    #expect(policy.chunk.allSatisfy { $0.isFinite })
    #expect(try policy.bits(seed: 2) != first)
    #expect(try policy.bits(seed: 1) == first)
  }

  @Test func observationStaysUntilReplaced() throws {
    let policy = try MiniaturePolicy.parts().policy()
    let first = try policy.bits(seed: 1)
    policy.drawNoise(from: NoiseGenerator(seed: 1), step: 0)
    policy.step()
    #expect(policy.chunk.map(\.bitPattern) == first)
  }
}

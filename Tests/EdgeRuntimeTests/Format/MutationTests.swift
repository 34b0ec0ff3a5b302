import TestSupport
import Testing

@testable import EdgeRuntime

/// Changes to fields behind repaired checksums: a file loads or is refused with a typed error, and what loads runs.
struct MutationTests {
  /// Values at the edges of what fields mean.
  private static let edges: [UInt32] = [
    0, 1, 2, 3, 4, 15, 16, 17, 63, 64, 255, 4095, 4096, 65_535, 65_536, 1 << 20, (1 << 20) + 1, 1 << 28,
    1 << 30,
    0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF,
  ]

  private func mutate(_ bytes: inout PolicyBytes, in row: PolicyBytes.Row, _ random: inout SeededGenerator) {
    let words = row.byteCount / 4
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let place = row.offset + 4 * Int.random(in: 0..<words, using: &random)
      let old = bytes.u32(place)
      let value: UInt32
      switch Int.random(in: 0..<6, using: &random) {
      case 0, 1: value = MutationTests.edges[Int.random(in: 0..<MutationTests.edges.count, using: &random)]
      case 2: value = old &+ 1
      case 3: value = old &- 1
      case 4: value = bytes.u32(row.offset + 4 * Int.random(in: 0..<words, using: &random))
      default: value = UInt32.random(in: 0..<64, using: &random)
      }
      bytes.set(value, at: place)
    }
    bytes.repair(row)
  }

  /// Loads the file and runs it unless that would take long; returns whether it loaded.
  private func loadAndRun(_ file: TemporaryFile, threads: Int) throws -> Bool {
    do throws(PolicyFileError) {
      let policyFile = try PolicyFile(path: file.path)
      var work = 0
      for operation in policyFile.program.operations {
        work += operation.facts(samplerRows: policyFile.sampler.count).multiplyAdds
      }
      guard work < 1 << 26, policyFile.program.arenaByteCount < 1 << 24 else { return true }
      let metadata = policyFile.metadata
      let policy = try Policy(file: policyFile, kernels: .best.sharingAll, threadCount: threads)
      for (index, key) in metadata.observations.enumerated() {
        let values = [Float](repeating: 0.5, count: key.elementCount)
        try? policy.setObservation(index, values.span)
      }
      policy.drawNoise(from: NoiseGenerator(seed: 1), step: 0)
      policy.step()
      policy.trace { _, _ in }
      _ = policy.chunk
      return true
    } catch { return false }
  }

  @Test(
    arguments: [(SectionKind.program, 20_000), (.layers, 2000), (.tensors, 2000), (.sampler, 1000)],
    [(false, false), (true, false), (false, true)])
  func mutantsLoadOrAreRefused(
    section: (kind: SectionKind, count: Int), policy: (hasCamera: Bool, hasStages: Bool)
  ) throws {
    let (kind, count) = section
    let seed: UInt64 = 20_260_101
    print("mutants of section \(kind.name): seed \(seed)")
    let good = PolicyBytes(try MiniaturePolicy.parts(hasCamera: policy.hasCamera, hasStages: policy.hasStages).bytes())
    let row = good.row(of: kind)
    let file = TemporaryFile(good.bytes)
    var loaded = 0
    for mutant in 0..<count {
      var random = SeededGenerator(seed: seed &+ UInt64(mutant))
      var bytes = good
      mutate(&bytes, in: row, &random)
      file.replace(bytes.bytes)
      if try loadAndRun(file, threads: mutant % 64 == 0 ? 2 : 1) { loaded += 1 }
    }
    print("mutants of section \(kind.name): \(loaded) of \(count) loaded")
    // Both outcomes happen, so that the mutants reach both sides.
    #expect(loaded > 0 && loaded < count)
  }

  /// Random bytes anywhere, cuts and repeats, over the whole file; checksums repaired half of the time.
  @Test func wholeFileMutantsAreSafe() throws {
    let seed: UInt64 = 77
    print("whole-file mutants: seed \(seed)")
    let good = PolicyBytes(try MiniaturePolicy.parts().bytes())
    let file = TemporaryFile(good.bytes)
    for mutant in 0..<5000 {
      var random = SeededGenerator(seed: seed &+ UInt64(mutant))
      var bytes = good
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let place = Int.random(in: 0..<bytes.bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.bytes.removeSubrange(place..<min(place + 4, bytes.bytes.count))
        case 1: bytes.bytes.insert(contentsOf: [0, 0, 0, 1], at: place)
        default: bytes.bytes[place] = UInt8.random(in: 0...255, using: &random)
        }
      }
      if mutant % 2 == 0 && bytes.bytes.count > 512 {
        bytes.set(UInt32(bytes.bytes.count), at: 16)
        for index in 0..<min(bytes.sectionCount, 15) {
          let row = bytes.row(index)
          if row.offset + row.byteCount <= bytes.bytes.count { bytes.repair(row) }
        }
      }
      file.replace(bytes.bytes)
      _ = try loadAndRun(file, threads: 1)
    }
  }
}

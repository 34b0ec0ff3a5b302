import Testing

@testable import EdgeRuntime

@Suite struct MemoryTests {
  @Test(
    "Memory of a huge page or more begins where one may, and is zero to its last byte",
    arguments: [1, 4096, 2 << 20, (2 << 20) + 1, 9_000_000])
  func beginsWhereAHugePageMay(byteCount: Int) throws {
    // Several, since one could lie right by chance.
    for memory in try (0..<4).map({ _ in try #require(Memory(byteCount: byteCount)) }) {
      if byteCount >= 2 << 20 { #expect(Int(bitPattern: memory.start) % (2 << 20) == 0) }
      let bytes = UnsafeRawBufferPointer(start: memory.start, count: byteCount)
      #expect(bytes.allSatisfy { $0 == 0 })
    }
  }

  @Test func whatNoMachineHasIsNil() { #expect(Memory(byteCount: Int.max) == nil) }
}

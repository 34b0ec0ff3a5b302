import Testing

@testable import EdgeRuntime

/// When buffers are in use.
struct LifetimeTests {
  private func view(_ buffer: Int) -> BufferView {
    BufferView(buffer: buffer, offset: 0, rowStride: 4, rows: 1, columns: 4)
  }

  private func copy(_ from: Int, _ to: Int) -> Operation {
    .mish(MishActivation(input: view(from), output: view(to)))
  }

  private func lives(_ operations: [Operation], network: Range<Int>) -> [ClosedRange<Int>?] {
    Program.lifetimes(
      bufferCount: 8, operations: operations, network: network, inputs: [view(0)], sample: view(1),
      output: view(2))
  }

  @Test func followReadersAndWriters() {
    // 0 → 3 | 3 → 4 → 5, 5 → 1 | 1 → 2
    let lives = lives([copy(0, 3), copy(3, 4), copy(4, 5), copy(5, 1), copy(1, 2)], network: 1..<4)
    #expect(lives[0] == -1...5, "an observation is kept for the next step")
    #expect(lives[1] == -1...4, "the sample is there from the start")
    #expect(lives[2] == 4...5, "the output is read after the last operation")
    #expect(lives[3] == 0...3, "what enters the network is read in every round")
    #expect(lives[4] == 1...2)
    #expect(lives[5] == 2...3)
    #expect(lives[6] == nil)
  }

  @Test func whatLeavesTheNetworkLivesThroughIt() {
    let lives = lives([copy(0, 3), copy(3, 4), copy(3, 5), copy(5, 1), copy(4, 2)], network: 1..<4)
    #expect(lives[4] == 1...4)
    #expect(lives[3] == 0...3)
  }

  @Test func whatIsOutsideTheNetworkKeepsItsLife() {
    let lives = lives([copy(0, 3), copy(3, 4), copy(4, 5), copy(5, 1), copy(1, 2)], network: 3..<4)
    #expect(lives[3] == 0...1)
    #expect(lives[5] == 2...3)
  }
}

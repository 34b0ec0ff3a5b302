import Testing

@testable import EdgeRuntime

/// Where threads meet, against the rule spelled out float by float.
struct ExecutionPlanTests {
  /// Whether some meeting lies between every two operations that share arena floats, one of the two writing, unless
  /// thread 0 does both.
  private func missingMeeting(_ program: Program, samplerRows: Int) -> (Int, Int)? {
    let plan = ExecutionPlan(program: program, samplerRows: samplerRows)
    let facts = program.operations.map { $0.facts(samplerRows: samplerRows) }
    for second in plan.entries.indices {
      for first in (0..<second).reversed() {
        if plan.entries[(first + 1)...second].contains(where: \.meetsBefore) { break }
        guard facts[first].isShared || facts[second].isShared else { continue }
        for old in facts[first].accesses {
          for new in facts[second].accesses where old.writes || new.writes {
            let (a, b) = (
              program.buffers[old.buffer].byteOffset / 4, program.buffers[new.buffer].byteOffset / 4
            )
            if old.moved(by: a).overlaps(new.moved(by: b)) { return (first, second) }
          }
        }
      }
    }
    return nil
  }

  @Test func miniatureMeetsWhereItMust() {
    let program = MiniaturePolicy.parts().program
    #expect(missingMeeting(program, samplerRows: 2) == nil)
    let plan = ExecutionPlan(program: program, samplerRows: 2)
    #expect(plan.entries[program.network.lowerBound].meetsBefore)
    #expect(plan.entries[program.network.upperBound].meetsBefore)
    #expect(!plan.entries[0].meetsBefore)
  }

  @Test func randomProgramsMeetWhereTheyMust() {
    var random = SeededGenerator(seed: 17)
    for _ in 0..<300 {
      func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
      let buffers = (0..<6).map { _ in Program.Buffer(byteOffset: 64 * pick(0...6), count: 64) }
      func view() -> BufferView {
        BufferView(
          buffer: pick(0...5), offset: pick(0...8), rowStride: 8, rows: pick(1...4), columns: pick(1...8))
      }
      let operations = (0..<40).map { _ -> Operation in
        let (input, output) = (view(), view())
        guard pick(0...1) == 1 else { return .mish(MishActivation(input: input, output: output)) }
        return .product(
          Product(
            inputBuffer: input.buffer, inputRowStride: 8, inputTapStride: 8, rows: output.rows,
            matrix: PackedMatrix(
              tensor: 0, taps: pick(1...2), channels: 4,
              panels: PanelLayout.panelCount(columns: output.columns)), bias: nil,
            first: ProductPart(inputOffset: input.offset, columns: output.columns, output: output)))
      }
      let program = Program(
        arenaByteCount: 1024, buffers: buffers, operations: operations, network: 10..<30, inputs: [],
        sample: view(), output: view())
      #expect(missingMeeting(program, samplerRows: 1) == nil)
    }
  }
}

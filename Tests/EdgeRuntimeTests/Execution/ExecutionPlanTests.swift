import TestSupport
import Testing

@testable import EdgeRuntime

/// What may run at the same time, against the rule spelled out float by float.
struct ExecutionPlanTests {
  /// The first two operations that share arena floats, one of the two writing, and may run in the wrong order or at
  /// the same time.
  private func conflict(_ program: Program, samplerRows: Int) -> (Int, Int)? {
    let plan = ExecutionPlan(program: program, samplerRows: samplerRows)
    let facts = program.operations.map { $0.facts(samplerRows: samplerRows) }
    var stageOf = [Int](repeating: -1, count: facts.count)
    var isShared = [Bool](repeating: false, count: facts.count)
    for (index, stage) in plan.stages.enumerated() {
      #expect(stage.alone == stage.alone.sorted())
      for operation in stage.alone + stage.shared {
        #expect(stageOf[operation] < 0, "operation \(operation) runs twice")
        stageOf[operation] = index
        isShared[operation] = stage.shared.contains(operation)
      }
    }
    for second in facts.indices {
      for first in 0..<second {
        #expect(stageOf[first] >= 0 && stageOf[first] <= stageOf[second])
        guard stageOf[first] == stageOf[second], isShared[first] || isShared[second] else { continue }
        if !isShared[first] && plan.stages[stageOf[second]].sharedNeedsAlone { continue }
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

  @Test func miniatureWaitsWhereItMust() {
    let program = MiniaturePolicy.parts().program
    #expect(conflict(program, samplerRows: 2) == nil)
    let plan = ExecutionPlan(program: program, samplerRows: 2)
    let network = plan.stages[plan.network].flatMap { $0.alone + $0.shared }.sorted()
    #expect(network == Array(program.network))
  }

  @Test func randomProgramsWaitWhereTheyMust() {
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
      #expect(conflict(program, samplerRows: 1) == nil)
    }
  }
}

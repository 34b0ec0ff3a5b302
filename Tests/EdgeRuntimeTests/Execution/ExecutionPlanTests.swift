import TestSupport
import Testing

@testable import EdgeRuntime

/// What may run at the same time, against the rule spelled out float by float.
struct ExecutionPlanTests {
  private func plan(
    _ program: Program, samplerRows: Int = 1, threads: Int = 2, leastSharedWork: Int = 0
  ) -> ExecutionPlan {
    ExecutionPlan(program: program, samplerRows: samplerRows, threads: threads, leastSharedWork: leastSharedWork)
  }

  /// The first two operations that share arena floats, one of the two writing, and may run in the wrong order or at
  /// the same time.
  private func conflict(_ program: Program, samplerRows: Int) -> (Int, Int)? {
    let plan = plan(program, samplerRows: samplerRows)
    let facts = program.operations.map { $0.facts(samplerRows: samplerRows) }
    var stageOf = [Int](repeating: -1, count: facts.count)
    var isShared = [Bool](repeating: false, count: facts.count)
    for (index, stage) in plan.stages.enumerated() {
      #expect(stage.alone == stage.alone.sorted())
      #expect(stage.shared.allSatisfy { $0.phase == .all })
      let shared = stage.shared.map(\.operation)
      for operation in stage.alone + shared {
        #expect(stageOf[operation] < 0, "operation \(operation) runs twice")
        stageOf[operation] = index
        isShared[operation] = shared.contains(operation)
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
    let plan = plan(program, samplerRows: 2)
    let network = plan.stages[plan.network].flatMap { $0.alone + $0.shared.map(\.operation) }.sorted()
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

  /// A product of eight groups and then one that reads what it wrote.
  private func normedProgram(channels: Int, columns: Int, taps: Int = 5) -> Program {
    let buffers = [
      Program.Buffer(byteOffset: 0, count: 8 * channels),
      Program.Buffer(byteOffset: 64 * channels, count: 4 * columns),
      Program.Buffer(byteOffset: 64 * channels + 16 * columns, count: 4 * columns),
    ]
    let norm = GroupNormEpilogue(groups: 8, gamma: 1, beta: 2, epsilon: 1e-5, film: nil, residual: nil)
    func product(from input: Int, to output: Int, _ width: Int, _ epilogue: ProductPart.Epilogue) -> Operation {
      .product(
        Product(
          inputBuffer: input, inputRowStride: width, inputTapStride: width, rows: 4,
          matrix: PackedMatrix(
            tensor: 0, taps: input == 0 ? taps : 1, channels: width,
            panels: PanelLayout.panelCount(columns: columns)), bias: nil,
          first: ProductPart(
            inputOffset: 0, columns: columns, output: BufferView(output, 4, columns), epilogue: epilogue)))
    }
    return Program(
      arenaByteCount: 64 * channels + 32 * columns, buffers: buffers,
      operations: [
        product(from: 0, to: 1, channels, .groupNorm(norm)), product(from: 1, to: 2, columns, .none),
      ], network: 0..<2, inputs: [], sample: BufferView(0, 1, 8), output: BufferView(2, 4, columns))
  }

  private func stages(_ program: Program, threads: Int) -> [[ExecutionPlan.Part]] {
    plan(program, threads: threads).stages.map(\.shared)
  }

  /// What costs less than sharing it is done by one thread, without a meeting.
  @Test func littleWorkIsNotShared() throws {
    // 5 * 64 * 128 weights, then 128 * 128; four rows make as many multiply-adds of them as they have bytes.
    let program = normedProgram(channels: 64, columns: 128)
    let bytes = program.operations.map { $0.facts(samplerRows: 1).weightByteCount }
    #expect(bytes[0] > 163_840 && bytes[0] < 166_000 && bytes[1] == 65_536)
    func shared(_ leastSharedWork: Int) -> [Int] {
      plan(program, leastSharedWork: leastSharedWork).stages.flatMap { $0.shared.map(\.operation) }
    }
    #expect(shared(0) == [0, 1] && shared(65_536) == [0, 1])
    #expect(shared(65_537) == [0] && shared(163_840) == [0])
    let alone = plan(program, leastSharedWork: 166_000)
    #expect(alone.stages.map(\.alone) == [[0, 1]] && alone.stages.allSatisfy { $0.shared.isEmpty })
  }

  /// The floats that an operation writes are work, too.
  @Test func cloudsAreSharedByTheirPoints() {
    func isShared(points: Int) -> Bool {
      let views = [BufferView(0, points, 3), BufferView(1, points, 3)]
      let normalize = Operation.normalize(Normalize(input: views[0], output: views[1], scale: 0, offset: 1))
      let program = Program(
        arenaByteCount: 96 * points,
        buffers: [.init(byteOffset: 0, count: 3 * points), .init(byteOffset: 12 * points, count: 3 * points)],
        operations: [normalize], network: 0..<0, inputs: [], sample: views[0], output: views[1])
      return !plan(program, leastSharedWork: 100_000).stages[0].shared.isEmpty
    }
    #expect(!isShared(points: 512) && isShared(points: 1024))
  }

  @Test func manyWeightsInFewGroupsAreSummedFirst() {
    let apart = [
      [ExecutionPlan.Part(operation: 0, phase: .sums)], [.init(operation: 0, phase: .norm)], [.init(operation: 1)],
    ]
    let together = [[ExecutionPlan.Part(operation: 0)], [.init(operation: 1)]]
    // 42 MB of weights, eight groups of 16 panels.
    let heavy = normedProgram(channels: 1024, columns: 2048)
    #expect(stages(heavy, threads: 2) == apart)
    // 1.3 MB: a unit costs less than a meeting.
    #expect(stages(normedProgram(channels: 256, columns: 256), threads: 2) == together)
    // 3.1 MB: eight units for six threads leave some idle for as long as the others take.
    let uneven = normedProgram(channels: 192, columns: 1024, taps: 4)
    #expect(stages(uneven, threads: 2) == together)
    #expect(stages(uneven, threads: 6) == apart)
  }

  @Test func sumsAreCutFinerThanGroups() {
    let plan = plan(normedProgram(channels: 1024, columns: 2048))
    #expect(plan.pieceCount(.init(operation: 0), threads: 2) == 8)
    #expect(plan.pieceCount(.init(operation: 0, phase: .sums), threads: 2) == 32)
    #expect(plan.pieceCount(.init(operation: 0, phase: .norm), threads: 2) == 2)
  }
}

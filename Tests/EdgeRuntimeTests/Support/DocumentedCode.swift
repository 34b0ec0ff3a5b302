// swift-format-ignore-file
// The README aligns its comments.
import EdgeRuntime

/// The code that README and guides show, line by line (`DocumentationTests`), with what it takes for granted around it.
///
/// Each steps the shipped policy once from the repository's root, and returns the rows of actions, one after the other.
enum DocumentedCode {
  static func readme(points: [Float], state: [Float], tick: Int) throws -> [Float] {
    var actions = [Float](repeating: 0, count: 12)
    var chunk = actions.mutableSpan
    // README.md
    let file = try PolicyFile(path: "Weights/dial-turn.edge")          // checked once: checksums, extents, plan
    let policy = try Policy(file: file, kernels: .best, threadCount: 2)
    try policy.setObservation(0, points.span)                          // point_cloud (To, 512, 3), metres, raw
    try policy.setObservation(1, state.span)                           // agent_pos (To, 9), raw
    policy.drawNoise(from: NoiseGenerator(seed: 1), step: tick)
    policy.step()                                                      // allocates nothing, cannot fail
    policy.copyAction(into: &chunk)                                    // MutableSpan (rows returned, 4), in its units
    // README.md
    return actions
  }

  static func guides(points: [Float], state: [Float], tick: Int) throws -> [Float] {
    func stopTheRobot() -> Never { fatalError("the chunk is not finite") }
    // Loading.md
    let file = try PolicyFile(path: "Weights/dial-turn.edge")
    let policy = try Policy(file: file, kernels: .best, threadCount: 2)
    // Loading.md
    // Stepping.md
    let generator = NoiseGenerator(seed: 1)
    var chunk = [Float](repeating: 0, count: policy.metadata.returnedRows.count * policy.metadata.actionWidth)

    try policy.setObservation(0, points.span)
    try policy.setObservation(1, state.span)
    policy.drawNoise(from: generator, step: tick)
    guard policy.step() else { stopTheRobot() }
    var span = chunk.mutableSpan
    policy.copyAction(into: &span)
    // Stepping.md
    return chunk
  }
}

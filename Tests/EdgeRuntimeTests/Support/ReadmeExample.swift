// swift-format-ignore-file
// The README aligns its comments.
import EdgeRuntime

/// The README's example, line by line (`ReadmeTests`), with what it takes for granted around it.
enum ReadmeExample {
  /// Steps the shipped policy once from the repository's root; returns the rows of actions, one after the other.
  static func actions(points: [Float], state: [Float], tick: Int) throws -> [Float] {
    var actions = [Float](repeating: 0, count: 12)
    var chunk = actions.mutableSpan
    // README
    let file = try PolicyFile(path: "Weights/dial-turn.edge")          // checked once: checksums, extents, plan
    let policy = try Policy(file: file, kernels: .best, threadCount: 2)
    try policy.setObservation(0, points.span)                          // point_cloud (To, 512, 3), metres, raw
    try policy.setObservation(1, state.span)                           // agent_pos (To, 9), raw
    policy.drawNoise(from: NoiseGenerator(seed: 1), step: tick)
    policy.step()                                                      // allocates nothing, cannot fail
    policy.copyAction(into: &chunk)                                    // MutableSpan (rows returned, 4), in its units
    // README
    return actions
  }
}

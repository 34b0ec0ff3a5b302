import Exporter
import Testing

/// Messages are one line, and names from files cannot steer a terminal.
@Suite struct MessageTests {
  @Test func escapesNamesFromFiles() {
    let error = CheckpointError.zip(.duplicateName("a\u{1B}[2J\nb\"\u{202E}"))
    #expect(error.description == "member \"a\\u{1b}[2J\\nb\\\"\\u{202e}\" comes twice; expected once")
    let long = CheckpointError.tensor(.duplicateName(String(repeating: "n", count: 500)))
    #expect(
      long.description == "tensor \"" + String(repeating: "n", count: 79) + "…\" comes twice; expected once")
  }

  @Test func listsTenNames() {
    let error = CheckpointError.policy(.unexpectedTensors((0..<11).map { "t\($0)" }))
    let names = (0..<10).map { "\"t\($0)\"" }.joined(separator: ", ")
    #expect(error.description == "tensors \(names), … are not part of the network")
  }

  @Test func namesFlags() {
    let error = CheckpointError.policy(.missing([.init(path: "horizon", flag: .horizon)]))
    #expect(error.description == "the checkpoint does not say horizon; give --horizon N")
    let contradiction = PolicyError.contradiction(
      path: "n_obs_steps", said: [3], found: [2], flag: .observationSteps)
    #expect(
      contradiction.description == "n_obs_steps is 3, but the tensors have 2; give --obs-steps N")
  }
}

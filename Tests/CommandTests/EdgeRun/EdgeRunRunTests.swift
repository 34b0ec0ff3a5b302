import EdgeRuntime
import Foundation
import TestSupport
import Testing

/// `edge-run run`.
@Suite struct EdgeRunRunTests {
  @Test func printsTheReturnedRows() throws {
    let edge = try EdgeRun()
    let input = edge.directory.path("in.safetensors")
    try DoublingPolicy.writeInput(to: input)
    let result = try edge.run("run", edge.policy, "--input", input)
    #expect(result.status == 0)
    #expect(
      result.output == """
        action: m
        row       [0]        [1]
          1  2.000000  -2.000000
          2  4.000000   0.500000

        """)
  }

  @Test func writesBothChunks() throws {
    let edge = try EdgeRun()
    let input = edge.directory.path("in.safetensors")
    let output = edge.directory.path("out.safetensors")
    try DoublingPolicy.writeInput(to: input)
    let result = try edge.run("run", edge.policy, "--input", input, "--output", output)
    #expect(result.status == 0)
    let file = try SafetensorsFile(path: output)
    let whole = try #require(file.header["action_pred"])
    #expect(whole.shape == [3, 2])
    #expect(try file.floats(of: whole) == DoublingPolicy.action)
    let rows = try #require(file.header["action"])
    #expect(rows.shape == [2, 2])
    #expect(try file.floats(of: rows) == Array(DoublingPolicy.action.dropFirst(2)))
  }

  @Test func theTableShowsWhatTheFileHolds() throws {
    let edge = try EdgeRun()
    let policy = Repository.path("Weights/dial-turn.edge")
    let input = Repository.path("Weights/dial-turn.golden.safetensors")
    let output = edge.directory.path("out.safetensors")
    let table = try edge.run("run", policy, "--input", input)
    #expect(try edge.run("run", policy, "--input", input, "--output", output).status == 0)
    let file = try SafetensorsFile(path: output)
    let written = try file.floats(of: #require(file.header["action"]))
    var printed: [Float] = []
    for line in table.output.split(separator: "\n") {
      let cells = line.split(separator: " ").dropFirst().compactMap { Float($0) }
      if cells.count == 4 { printed.append(contentsOf: cells) }
    }
    #expect(printed.count == written.count)
    for (shown, exact) in zip(printed, written) { #expect(abs(shown - exact) <= 0.6e-6) }
  }

  @Test func theSeedDecidesTheNoise() throws {
    let edge = try EdgeRun()
    let policy = Repository.path("Weights/dial-turn.edge")
    let golden = try SafetensorsFile(path: Repository.path("Weights/dial-turn.golden.safetensors"))
    var writer = SafetensorsWriter()
    for key in ["point_cloud", "agent_pos"] {
      let entry = try #require(golden.header["input." + key] ?? golden.header[key])
      try writer.add(name: key, shape: entry.shape, values: golden.floats(of: entry))
    }
    let input = edge.directory.path("in.safetensors")
    try writer.write(to: input)
    let first = try edge.run("run", policy, "--input", input)
    #expect(first.status == 0)
    #expect(try edge.run("run", policy, "--input", input, "--seed", "0").output == first.output)
    #expect(try edge.run("run", policy, "--input", input, "--threads", "1").output == first.output)
    #expect(try edge.run("run", policy, "--input", input, "--seed", "1").output != first.output)
  }

  @Test func refusesWhatIsNotAnObservation() throws {
    let edge = try EdgeRun()
    let input = edge.directory.path("in.safetensors")
    var writer = SafetensorsWriter()
    try writer.add(name: "stat", shape: [3, 2], values: DoublingPolicy.state)
    try writer.write(to: input)
    let missing = try edge.run("run", edge.policy, "--input", input)
    #expect(missing.status == 65)
    #expect(missing.errors.contains("has no tensor 'state'; expected one of shape (3, 2)"))
    try DoublingPolicy.writeInput(to: input, state: [0, 0, .nan, 0, 0, 0])
    let nan = try edge.run("run", edge.policy, "--input", input)
    #expect(nan.status == 65)
    #expect(nan.errors.contains("tensor 'state': element 2 is not finite"))
    try DoublingPolicy.writeInput(to: input, state: [0, 0, 0, 3e38, 0, 0])
    let huge = try edge.run("run", edge.policy, "--input", input)
    #expect(huge.status == 65)
    #expect(huge.errors.contains("not finite at row 1"))
  }

  @Test func saysWhereItCannotWrite() throws {
    let edge = try EdgeRun()
    let input = edge.directory.path("in.safetensors")
    try DoublingPolicy.writeInput(to: input)
    let result = try edge.run("run", edge.policy, "--input", input, "--output", "/nonexistent/out")
    #expect(result.status == 73)
    #expect(result.errors.hasPrefix("edge-run: /nonexistent/out: cannot create: "), "\(result.errors)")
  }

  @Test func otherUnitsAreWarnedAboutByKeyAndColumn() throws {
    let edge = try EdgeRun()
    let policy = edge.directory.path("ranged.edge")
    try DoublingPolicy.write(to: policy, ranges: [-1...2.5, -1...1])
    let input = edge.directory.path("in.safetensors")
    try DoublingPolicy.writeInput(to: input)
    let quiet = try edge.run("run", policy, "--input", input)
    #expect(quiet.status == 0 && quiet.errors.isEmpty)
    try DoublingPolicy.writeInput(to: input, state: DoublingPolicy.state.map { $0 * 57.3 })
    let loud = try edge.run("run", policy, "--input", input)
    #expect(loud.status == 0)
    #expect(loud.errors.contains("state column 0 is 114.600; in training it was -1.000 to 2.500"), "\(loud.errors)")
  }

  @Test func filesOfOtherKindsAreNamed() throws {
    let edge = try EdgeRun()
    let input = edge.file("window.safetensors", Array("{\"state\": [[1, 2]]}".utf8))
    let result = try edge.run("run", edge.policy, "--input", input)
    #expect(result.status == 65 && result.errors.contains("is JSON"), "\(result.errors)")
  }
}

import EdgeRuntime
import Foundation
import TestSupport
import Testing

/// `edge-run inspect`.
@Suite struct EdgeRunInspectTests {
  @Test func listsTheMiniature() throws {
    let edge = try EdgeRun()
    let result = try edge.run("inspect", edge.policy)
    #expect(result.status == 0)
    for text in [
      "sdm, miniature", "state (3, 2): m", "(3, 2): m", "rows 1 to 2", "12 stored -> 6 live (50.0 %)",
      "1 record inside", "Sampler: 1 call", "1 operations encode, 1 network, 1 decode", "normalizer.state",
      "made by: a test", "start..end", "weights",
    ] { #expect(result.output.contains(text), "\(text)\n\(result.output)") }
  }

  @Test func tellsWhatObservationsWereInTraining() throws {
    let edge = try EdgeRun()
    #expect(try !edge.run("inspect", edge.policy).output.contains("In training"))
    try DoublingPolicy.write(to: edge.policy, ranges: [-1...2, 0...0.5])
    let listing = try edge.run("inspect", edge.policy).output
    let table = "In training\nkey    column    least  greatest\nstate       0  -1.0000    2.0000\n"
    #expect(listing.contains(table), "\(listing)")
    let observations = try #require(edge.run("inspect", edge.policy, "--json").json["observations"] as? [[String: Any]])
    #expect(observations[0]["in_training"] as? [[Double]] == [[-1, 2], [0, 0.5]])
  }

  @Test func tellsWhatStagesDo() throws {
    let edge = try EdgeRun()
    try DoublingPolicy.write(to: edge.policy, stage: SamplerStage(startsStep: true, carry: 0, p: 0.25, r: -0.75))
    let result = try edge.run("inspect", edge.policy)
    let listing = result.output + result.errors
    let table = """
      row  step     carry  slope p  slope r    base   slope
        0  starts  0.0000   0.2500  -0.7500  0.0000  0.0000
      """
    #expect(listing.contains(table), "\(listing)")
    let sampler = try #require(edge.run("inspect", edge.policy, "--json").json["sampler"] as? [String: Any])
    let rows = try #require(sampler["rows"] as? [[String: Any]])
    #expect(rows[0]["starts_step"] as? Bool == true && rows[0]["slope_r"] as? Double == -0.75)
  }

  @Test func theListingFitsATerminal() throws {
    let result = try BuiltProgram(name: "edge-run").run([
      "inspect", Repository.path("Weights/dial-turn.edge"),
    ])
    #expect(result.status == 0)
    for line in result.output.split(separator: "\n") { #expect(line.unicodeScalars.count <= 80, "\(line)") }
  }

  @Test func jsonHoldsTheSameFacts() throws {
    let edge = try EdgeRun()
    let result = try edge.run("inspect", edge.policy, "--json")
    #expect(result.output.split(separator: "\n").count == 1)
    let json = try result.json
    #expect(json["family"] as? String == "sdm")
    #expect(json["golden_records"] as? Int == 1)
    #expect(json["provenance"] as? [String: String] == ["made by": "a test"])
    #expect(json["parameters"] as? [String: Int] == ["stored": 12, "live": 6])
    let action = try #require(json["action"] as? [String: Any])
    #expect(action["shape"] as? [Int] == [3, 2])
    #expect(action["returned_rows"] as? [Int] == [1, 3])
    let observations = try #require(json["observations"] as? [[String: Any]])
    #expect(observations[0]["shape"] as? [Int] == [3, 2])
    let program = try #require(json["program"] as? [String: Any])
    let operations = try #require(program["operations"] as? [[String: Any]])
    #expect(operations.map { $0["operation"] as? String } == ["normalize", "sample update", "unnormalize"])
    #expect(operations.map { $0["bytes"] as? Int } == [16, 0, 16])
    let arena = try #require(json["arena"] as? [String: Any])
    #expect((arena["buffers"] as? [[String: Any]])?.count == 4)
    let sections = try #require(json["sections"] as? [[String: Any]])
    #expect(sections.compactMap { $0["kind"] as? String }.contains("golden"))
  }
}

import TestSupport
import Testing

/// Help, usage and errors of `edge-run`.
@Suite struct EdgeRunMessageTests {
  @Test(arguments: ["inspect", "run", "verify", "bench", "profile", "predict", ""])
  func helpIsEverywhere(command: String) throws {
    let arguments = command.isEmpty ? ["--help"] : [command, "--help"]
    let result = try BuiltProgram(name: "edge-run").run(arguments)
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    #expect(
      result.output.hasPrefix(command.isEmpty ? "Usage: edge-run <command>" : "Usage: edge-run \(command)"))
    for line in result.output.split(separator: "\n") { #expect(line.unicodeScalars.count <= 80, "\(line)") }
  }

  @Test(
    arguments: [
      ([], "a command is missing"),
      (["bnch", "x.edge"], "unknown command 'bnch'; did you mean bench?"),
      (
        ["bench", "x.edge", "--threads", "all"],
        "--threads 'all': expected a whole number from 1 to 1024, or auto"
      ),
      (["bench", "x.edge", "--thread", "2"], "unknown flag --thread; did you mean --threads?"),
      (["verify", "x.edge", "--goldn", "g"], "did you mean --golden?"),
      (["run", "x.edge", "--ouput", "g"], "did you mean --output?"),
      (["inspect", "x.edge", "--jsn"], "did you mean --json?"),
      (["inspect"], "<FILE> is missing"),
      (["run", "x.edge"], "--input is missing"),
      (["bench", "x.edge", "--steps", "0"], "--steps '0': expected a whole number from 1 to 10000000"),
      (["bench", "x.edge", "--steps", "9", "--seconds", "1"], "--seconds and --steps exclude each other"),
      (["bench", "x.edge", "--rate", "-50"], "--rate '-50': expected a number greater than 0"),
      (["bench", "x.edge", "--rate", "1e9"], "--rate '1e9': expected at most 100000"),
      (["bench", "x.edge", "--kernels", "avx"], "there are no kernels called 'avx'"),
      (["run", "x.edge", "--input", "i", "--seed", "-1"], "--seed '-1': expected a whole number"),
    ] as [([String], String)])
  func usageIsExplained(arguments: [String], text: String) throws {
    let result = try BuiltProgram(name: "edge-run").run(arguments)
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("edge-run: "), "\(result.errors)")
    #expect(result.errors.contains(text), "\(result.errors)")
  }

  @Test func missingInputs() throws {
    let edge = try EdgeRun()
    let absent = edge.directory.path("absent")
    for result in [
      try edge.run("inspect", absent), try edge.run("bench", absent), try edge.run("inspect", "/tmp"),
      try edge.run("run", edge.policy, "--input", absent),
      try edge.run("run", edge.policy, "--input", "/tmp"),
      try edge.run("verify", edge.policy, "--golden", absent),
    ] {
      #expect(result.status == 66)
      #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
      #expect(result.errors.hasPrefix("edge-run: /"), "\(result.errors)")
    }
  }

  @Test func badData() throws {
    let edge = try EdgeRun(goldens: [])
    let text = edge.file("text", Array("not a policy, nor tensors".utf8))
    let results = [
      (try edge.run("inspect", text), "is not a policy file"),
      (try edge.run("run", edge.policy, "--input", text), "edge-run: \(text): "),
      (try edge.run("verify", edge.policy), "holds no golden record; give one with '--golden"),
      (try edge.run("verify", edge.policy, "--golden", text), "edge-run: \(text): "),
    ]
    for (result, part) in results {
      #expect(result.status == 65)
      #expect(result.errors.contains(part), "\(result.errors)")
      #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    }
  }

  @Test func namesFromFilesCannotActOnTheTerminal() throws {
    let edge = try EdgeRun()
    let result = try edge.run("inspect", "no\u{1B}[31m.edge")
    #expect(result.status == 66)
    #expect(result.errors.hasPrefix("edge-run: no\\u{1b}[31m.edge: "))
  }

  @Test func kernelsOfTheEnvironment() throws {
    let edge = try EdgeRun()
    let unknown = try edge.run("bench", edge.policy, "--steps", "1", environment: ["EDGE_KERNELS": "sse"])
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains("EDGE_KERNELS: there are no kernels called 'sse'"))
    let generic = try edge.run("verify", edge.policy, "--json", environment: ["EDGE_KERNELS": "generic"])
    #expect(try generic.json["kernels"] as? String == "generic")
  }

  @Test func moreThreadsThanProcessorsAreReduced() throws {
    let edge = try EdgeRun()
    let result = try edge.run("verify", edge.policy, "--threads", "1024")
    #expect(result.status == 0)
    #expect(result.errors.contains("edge-run: warning: --threads 1024: only "))
  }
}

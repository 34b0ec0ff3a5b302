import Foundation
import TestSupport
import Testing

/// What the programs say, whole, so that a change of words is seen in review: Tests/Fixtures/commands.
@Suite struct CommandSnapshotTests {
  /// A command line, typed in the repository's root, and the file that holds what it says.
  struct Snapshot: CustomStringConvertible {
    let name: String
    let program: String
    let words: [String]

    init(_ name: String, _ line: String) {
      self.name = name
      let words = line.split(separator: " ").map(String.init)
      program = words[0]
      self.words = Array(words.dropFirst())
    }

    var description: String { name }
    var file: String { "Tests/Fixtures/commands/\(name).txt" }
  }

  private static let commands = [
    "edge-run": ["inspect", "run", "verify", "bench", "profile", "predict", "doctor", "help"],
    "edge-tool": ["export", "synth", "quantize", "compare", "ranges", "help"],
    "edge-benchmark": ["record", "plot", "help"],
  ]

  static let helps = commands.flatMap { program, commands in
    [Snapshot("\(program).help", "\(program) --help"), Snapshot("\(program).man", "\(program) help --man")]
      + commands.map { Snapshot("\(program).\($0).help", "\(program) \($0) --help") }
  }

  static let completions = ["bash", "zsh", "fish"].map {
    Snapshot("edge-tool.completion.\($0)", "edge-tool help --completion \($0)")
  }

  static let reports = [
    Snapshot("inspect", "edge-run inspect Weights/dial-turn.edge"),
    Snapshot("inspect.int8", "edge-run inspect Weights/dial-turn.int8.edge"),
    Snapshot("run", "edge-run run Weights/dial-turn.edge --input Weights/dial-turn.golden.safetensors"),
    Snapshot("verify.good", "edge-run verify Weights/dial-turn.edge --kernels generic --threads 1"),
    Snapshot("verify.int8", "edge-run verify Weights/dial-turn.int8.edge --kernels generic --threads 1"),
    Snapshot(
      "verify.out", "edge-run verify Weights/dial-turn.edge --tolerance 8e-7 --kernels generic --threads 1"),
    Snapshot("predict", "edge-run predict Weights/dial-turn.edge"),
    Snapshot("ranges", "edge-tool ranges Weights/dial-turn.edge"),
  ]

  /// What a person meets who follows the README and slips.
  static let errors = [
    Snapshot("error.no-command", "edge-run"),
    Snapshot("error.unknown-command", "edge-run becnh Weights/dial-turn.edge"),
    Snapshot("error.unknown-flag", "edge-run bench Weights/dial-turn.edge --thread 2"),
    Snapshot("error.missing-argument", "edge-run bench"),
    Snapshot("error.missing-file", "edge-run bench my.edge"),
    Snapshot("error.directory", "edge-run bench Weights"),
    Snapshot("error.not-a-policy-file", "edge-run bench README.md"),
    Snapshot("error.checkpoint-to-edge-run", "edge-run bench Tests/Fixtures/dp3-T16.ckpt"),
    Snapshot("error.run-without-input", "edge-run run Weights/dial-turn.edge"),
    Snapshot("error.input-not-safetensors", "edge-run run Weights/dial-turn.edge --input README.md"),
    Snapshot(
      "error.input-of-another-policy",
      "edge-run run Weights/dial-turn.edge --input Tests/Fixtures/dp3-T16.model.lcm1.golden.safetensors"),
    Snapshot(
      "error.golden-of-another-policy",
      "edge-run verify Weights/dial-turn.edge --golden Tests/Fixtures/dp3-T16.model.lcm1.golden.safetensors"),
    Snapshot(
      "error.output-not-creatable",
      "edge-run run Weights/dial-turn.edge -i Weights/dial-turn.golden.safetensors -o nowhere/action.safetensors"),
    Snapshot("error.export-missing", "edge-tool export my.ckpt -o my.edge"),
    Snapshot("error.export-without-output", "edge-tool export Tests/Fixtures/dp3-T16.ckpt"),
    Snapshot("error.export-not-a-checkpoint", "edge-tool export README.md -o my.edge"),
    Snapshot("error.export-of-policy-file", "edge-tool export Weights/dial-turn.edge -o my.edge"),
    Snapshot(
      "error.export-golden-of-another-policy",
      "edge-tool export Tests/Fixtures/dp3-T16.ckpt -o /dev/null "
        + "--golden Tests/Fixtures/sdm-robot-T4.model.lcm1.golden.safetensors"),
    Snapshot("error.export-over-input", "edge-tool export Tests/Fixtures/dp3-T16.ckpt -o Tests/Fixtures/dp3-T16.ckpt"),
    Snapshot("error.export-steps-of-one-call", "edge-tool export Tests/Fixtures/dp3-T16.ckpt -o my.edge --steps 0"),
    Snapshot("error.quantize-missing", "edge-tool quantize my.edge -o my.int8.edge"),
    Snapshot("error.quantize-twice", "edge-tool quantize Weights/dial-turn.int8.edge -o my.edge"),
    Snapshot("error.quantize-unknown-layer", "edge-tool quantize Weights/dial-turn.edge -o my.edge --keep encoder"),
  ]

  @Test(arguments: helps + completions + reports + errors) func isRecorded(snapshot: Snapshot) throws {
    let result = try BuiltProgram(name: snapshot.program)
      .run(snapshot.words, environment: ["EDGE_KERNELS": "generic"], in: Repository.path(""))
    var text = "$ " + ([snapshot.program] + snapshot.words).joined(separator: " ") + "\n" + result.output
    if !result.errors.isEmpty { text += "--- on standard error\n" + result.errors }
    if result.status != 0 { text += "--- exit code \(result.status)\n" }
    try Recorded.expect(text, is: snapshot.file)
    #expect(snapshot.name.hasPrefix("error.") == (result.status != 0) || snapshot.name == "verify.out")
    // Machines read completions and manual pages.
    guard !snapshot.name.contains("completion"), !snapshot.name.hasSuffix("man") else { return }
    for line in result.output.split(separator: "\n") { #expect(line.unicodeScalars.count <= 80, "\(line)") }
  }

  @Test func everySnapshotHasItsCommand() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Repository.path("Tests/Fixtures/commands"))
    let known = Set((Self.helps + Self.completions + Self.reports + Self.errors).map { $0.name + ".txt" })
    #expect(Set(names) == known)
  }
}

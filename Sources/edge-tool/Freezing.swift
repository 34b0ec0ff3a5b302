import CommandSupport
import EdgeRuntime
import Exporter

/// What `export` and `synth` do alike once the network is known: report the passes, write, replay, name.
struct Freezing {
  let passes: Set<ExactPass>
  private let output: String
  private let inputs: [String]
  private let goldenPaths: [String]
  private let tolerance: Float
  private let seed: UInt64

  /// Reads `--no-pass` and `--seed`.
  init(
    _ arguments: ParsedArguments, output: String, inputs: [String] = [], goldens: [String] = [], tolerance: Float? = nil
  ) throws(UsageError) {
    var passes = Set(ExactPass.allCases)
    for name in arguments.texts("no-pass") {
      guard let pass = ExactPass(name: name) else {
        let names = ExactPass.allCases.map(\.rawValue)
        throw arguments.error(
          .notAChoice("--no-pass", text: name, choices: names, nearest: NearestWord.find(name, among: names)))
      }
      passes.remove(pass)
    }
    self.passes = passes
    self.output = output
    self.inputs = inputs + goldens
    goldenPaths = goldens
    self.tolerance = tolerance ?? Verification.defaultTolerance
    seed = UInt64(try arguments.wholeNumber("seed", in: 0...Int.max) ?? 0)
  }

  /// Looks at the output's name; to be done before the work.
  func candidate() throws(Failure) -> Candidate { try Candidate(for: output, inputs: inputs) }

  func finish(_ export: PolicyExport, as candidate: consuming Candidate, on terminal: Terminal) throws {
    let output = terminal.output
    output.writeLine("sampler: \(export.samplerDescription)")
    if export.drawsNoise {
      terminal.warn(
        "\(export.samplerDescription): actions repeat only with the same --seed, or with the noise given as step_noise")
    }
    for report in export.passes { output.writeLine(report.summary) }
    var goldens = try GoldenSet(paths: goldenPaths, seed: seed, for: export)
    try write(export, goldens: goldens.bytes, to: candidate.path, on: terminal)
    var policy = try policy(at: candidate.path)
    if try goldens.addReferences(for: export, replayedBy: policy, tolerance: tolerance) {
      try write(export, goldens: goldens.bytes, to: candidate.path, on: terminal)
      policy = try self.policy(at: candidate.path)
    }
    try goldens.judge(policy, tolerance: tolerance, output: self.output, on: output)
    try candidate.commit()
    output.writeLine("wrote \(self.output)")
  }

  private func policy(at path: String) throws -> Policy {
    try PolicyFile.open(path, named: output).policy(named: output)
  }

  private func write(
    _ export: PolicyExport, goldens: [[UInt8]], to path: String, on terminal: Terminal
  ) throws {
    var line = ProgressLine(on: terminal.errors, label: "writing", total: 100)
    do throws(FileError) {
      try export.write(to: path, goldens: goldens) { line.update(UInt64($0 * 100 / max($1, 1))) }
    } catch { throw Failure(writing: output, error) }
  }
}

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
  func candidate() throws(ToolError) -> Candidate { try Candidate(for: output, inputs: inputs) }

  func finish(_ export: PolicyExport, as candidate: consuming Candidate, on workbench: Workbench) throws {
    let output = workbench.output
    output.writeLine("sampler: \(export.samplerDescription)")
    if export.drawsNoise {
      workbench.warn(
        "\(export.samplerDescription): actions repeat only with the same --seed, or with the noise given as step_noise")
    }
    for report in export.passes { output.writeLine(report.summary) }
    let goldens = try self.goldens(for: export, on: workbench)
    try write(export, goldens: goldens.map(\.bytes), to: candidate.path, on: workbench)
    try replay(candidate.path, goldens: goldens, on: workbench)
    try candidate.commit()
    output.writeLine("wrote \(self.output)")
  }

  private struct Golden {
    var path: String
    var bytes: [UInt8]
  }

  private func goldens(for export: PolicyExport, on workbench: Workbench) throws -> [Golden] {
    if goldenPaths.isEmpty {
      do throws(SafetensorsError) {
        return [Golden(path: "exporter's golden record", bytes: try export.makeGolden(seed: seed))]
      } catch { throw ToolError.ownGolden(error.description) }
    }
    return try goldenPaths.map { path in
      do throws(FileError) {
        let file = try InputFile(path: path)
        guard file.byteCount <= FormatLimits.goldenByteCount else {
          throw FileError.short(offset: FormatLimits.goldenByteCount, wanted: Int(file.byteCount), got: 0)
        }
        return Golden(path: path, bytes: try file.read(count: Int(file.byteCount), at: 0))
      } catch { throw ToolError.golden(path: path, .safetensors(.file(error))) }
    }
  }

  private func write(
    _ export: PolicyExport, goldens: [[UInt8]], to path: String, on workbench: Workbench
  ) throws {
    var line = ProgressLine(on: workbench.errors, label: "writing", total: 100)
    do throws(FileError) {
      try export.write(to: path, goldens: goldens) { line.update(UInt64($0 * 100 / max($1, 1))) }
    } catch { throw ToolError.output(path: output, error) }
  }

  private func replay(_ path: String, goldens: [Golden], on workbench: Workbench) throws {
    let policy = try PolicyLoader.policy(of: try PolicyLoader.file(path, named: output), named: output)
    for golden in goldens {
      let verification: Verification
      do throws(RecordError) {
        verification = try Verification(replaying: golden.bytes, with: policy, tolerance: tolerance)
      } catch { throw ToolError.golden(path: golden.path, error) }
      guard !verification.comparisons.isEmpty else {
        throw ToolError.golden(path: golden.path, .nothingToCompare)
      }
      workbench.output.writeLine("replayed \(golden.path):")
      for line in VerificationTable(verification).lines { workbench.output.writeLine(line) }
      if let layer = verification.firstFailure { throw ToolError.disagrees(path: output, layer: layer) }
    }
  }
}

import CommandSupport
import EdgeRuntime
import Exporter

/// `edge-tool quantize`: from a policy file to one a quarter or half its size.
struct QuantizeCommand {
  static let specification = CommandSpecification(
    name: "quantize", summary: "Make a policy file with smaller weights.",
    discussion: """
      With w8a8 and w8 weights are int8 with a scale for each output channel and tap. With w8a8 activations are \
      quantised in every step; with w8 they stay floats, for processors where integers do not pay. With f16 weights \
      have half precision. What would lose too much or win nothing stays float32. No data is needed: observations \
      only serve to measure the action error. Ends by replaying records of its own through the runtime; a file that \
      disagrees is not written.
      """,
    positionals: [Positional("IN.edge", help: "A policy file of 'edge-tool export' or 'synth'.")],
    flags: [
      .value("output", short: "o", "OUT.edge", help: "The policy file to write."),
      .value(
        "scheme", "NAME",
        help: "The scheme: \(PlainText.alternatives(QuantizationScheme.allCases.map(\.rawValue))); w8a8 by default."),
      .value(
        "observations", "OBS.safetensors",
        help: "Windows to measure the action error with, by observation key (n, …), perhaps 'noise' (n, T, A)."),
      .value("report", "FILE.json", help: "Write the tables as JSON too."),
      .value("keep", "LAYER", isRepeatable: true, help: "Leave this layer, or all inside it, in float32."),
    ])

  private let path: String
  private let output: String
  private let scheme: QuantizationScheme
  private let kept: [String]
  private let measurement: ActionMeasurement
  private let report: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    path = arguments.argument("IN.edge")
    output = try arguments.requiredText("output")
    let name = try arguments.choice("scheme", among: QuantizationScheme.allCases.map(\.rawValue))
    scheme = name.flatMap(QuantizationScheme.init) ?? .w8a8
    kept = arguments.texts("keep")
    measurement = ActionMeasurement(observations: arguments.text("observations"))
    report = arguments.text("report")
  }

  func run(on terminal: Terminal) throws {
    let inputs = [path] + (measurement.observations.map { [$0] } ?? [])
    let candidate = try Candidate(for: output, inputs: inputs)
    if let report { try OutputTarget.named(report, inputs: inputs + [output]) }
    var quantizer = try quantize(on: terminal)
    try write(quantizer, records: [], to: candidate.path, on: terminal)
    let records = try ownRecords(of: candidate.path, goldens: quantizer.goldens)
    try write(quantizer, records: records, to: candidate.path, on: terminal)
    try replay(candidate.path, on: terminal)
    quantizer.discardWeights()
    let comparison = try measurement.compare(candidate.path, with: path, on: terminal)
    let byteCount = try size(of: candidate.path)
    try candidate.commit()
    let result = QuantizationReport(quantizer, comparison, output: output, byteCountAfter: byteCount)
    for line in result.lines { terminal.output.writeLine(line) }
    if let report { try result.write(to: report) }
    terminal.output.writeLine("wrote \(output)")
  }

  private func size(of path: String) throws -> UInt64 {
    do throws(FileError) { return try InputFile(path: path).byteCount } catch {
      throw Failure(writing: path, error)
    }
  }

  /// The float file is closed again when this returns.
  private func quantize(on terminal: Terminal) throws -> PolicyQuantizer {
    let file = try PolicyFile.open(path)
    var line = ProgressLine(on: terminal.errors, label: "quantising", total: 100)
    do throws(QuantizationError) {
      return try PolicyQuantizer(file, scheme: scheme, keeping: kept) { line.update(UInt64($0 * 100 / max($1, 1))) }
    } catch {
      throw ToolError.quantization(path: path, error)
    }
  }

  private func write(
    _ quantizer: PolicyQuantizer, records: [[UInt8]], to path: String, on terminal: Terminal
  ) throws {
    var line = ProgressLine(on: terminal.errors, label: "writing", total: 100)
    do throws(FileError) {
      try quantizer.write(to: path, records: records) { line.update(UInt64($0 * 100 / max($1, 1))) }
    } catch { throw Failure(writing: output, error) }
  }

  /// What the reference computes for the inputs of the float file's records, or for none drawn at random.
  private func ownRecords(of path: String, goldens: [[UInt8]]) throws -> [[UInt8]] {
    let policy = try PolicyFile.open(path, named: output).policy(named: output, kernels: .generic)
    var inputs: [ObservationRecord] = []
    do throws(RecordError) {
      for golden in goldens { inputs.append(try GoldenRecord(parsing: golden, for: policy.metadata).inputs) }
    } catch { throw Failure(reading: self.path, error) }
    if inputs.isEmpty { inputs.append(ObservationRecord(drawing: policy.metadata, seed: 0)) }
    let originals = policy.samplerRowCount > 1 ? try answers(to: inputs) : inputs.map { _ in nil }
    var records: [[UInt8]] = []
    do throws(RecordError) {
      for (input, original) in zip(inputs, originals) {
        records.append(try GoldenRecord.ownRecord(of: policy, for: input, original: original))
      }
    } catch { throw Failure(reading: self.path, error) }
    return records
  }

  /// What the float policy samples of each of the inputs; its file is closed again when this returns.
  private func answers(to inputs: [ObservationRecord]) throws -> [[Float]?] {
    let policy = try PolicyFile.open(path).policy(named: path)
    var answers: [[Float]?] = []
    do throws(ObservationError) {
      for input in inputs {
        try input.load(into: policy, generator: NoiseGenerator(seed: 0))
        policy.step()
        answers.append(policy.actionPrediction)
      }
    } catch { throw Failure(reading: path, RecordError.observation(error)) }
    return answers
  }

  private func replay(_ path: String, on terminal: Terminal) throws {
    let file = try PolicyFile.open(path, named: output)
    let goldens = file.goldens
    let policy = try file.policy(named: output)
    for golden in goldens {
      let record: GoldenRecord
      let verification: Verification
      do throws(RecordError) {
        record = try GoldenRecord(parsing: golden, for: policy.metadata)
        verification = try Verification(of: record, with: policy)
      } catch { throw Failure(reading: self.path, error) }
      guard let layer = verification.firstFailure else { continue }
      if record.isOwn { throw ToolError.ownRecordDiffers(path: output, layer: layer) }
      let error = verification.firstComparisonOut?.worstRelative ?? .infinity
      throw ToolError.floatRecordDiffers(path: self.path, layer: layer, error: error)
    }
  }
}

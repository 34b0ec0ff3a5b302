import CommandSupport
import EdgeRuntime
import Exporter

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// `edge-tool quantize`: from a policy file to one a quarter its size.
struct QuantizeCommand {
  static let specification = CommandSpecification(
    name: "quantize", summary: "Make a policy file with int8 weights.",
    discussion: """
      Weights get a scale for each output channel and tap, activations are quantised in every step; what would lose \
      too much stays float32. No data is needed: observations only serve to measure the action error. Ends by \
      replaying records of its own through the runtime; a file that disagrees is not written.
      """,
    positionals: [Positional("IN.edge", help: "a policy file of 'edge-tool export' or 'synth'")],
    flags: [
      .value("output", short: "o", "OUT.edge", help: "the policy file to write"),
      .value(
        "scheme", "NAME",
        help: QuantizationScheme.allCases.map(\.rawValue).joined(separator: " or ") + " (default w8a8)"),
      .value("keep", "LAYER", isRepeatable: true, help: "leave this layer, or all inside it, in float32"),
    ])

  private let path: String
  private let output: String
  private let scheme: QuantizationScheme
  private let kept: [String]

  init(_ arguments: ParsedArguments) throws(UsageError) {
    path = arguments.argument("IN.edge")
    output = try arguments.requiredText("output")
    let name = try arguments.choice("scheme", among: QuantizationScheme.allCases.map(\.rawValue))
    scheme = name.flatMap(QuantizationScheme.init) ?? .w8a8
    kept = arguments.texts("keep")
  }

  func run(on workbench: Workbench) throws {
    let quantizer = try quantize(on: workbench)
    // The name goes to a file that has proved itself.
    let candidate = "\(output).unverified"
    do {
      try write(quantizer, records: [], to: candidate, on: workbench)
      let records = try ownRecords(of: candidate, goldens: quantizer.goldens)
      try write(quantizer, records: records, to: candidate, on: workbench)
      try replay(candidate, on: workbench)
    } catch {
      AtomicFileWriter.remove(candidate)
      throw error
    }
    do throws(FileError) { try AtomicFileWriter.rename(candidate, to: output) } catch {
      throw ToolError.output(path: output, error)
    }
    show(quantizer, on: workbench)
  }

  /// The float file is closed again when this returns.
  private func quantize(on workbench: Workbench) throws -> PolicyQuantizer {
    let file: PolicyFile
    do throws(PolicyFileError) { file = try PolicyFile(path: path) } catch {
      throw ToolError.policyFile(path: path, error)
    }
    var line = ProgressLine(on: workbench.errors, label: "quantising", total: 100)
    do throws(QuantizationError) {
      return try PolicyQuantizer(file, scheme: scheme, keeping: kept) { line.update(UInt64($0 * 100 / max($1, 1))) }
    } catch {
      throw ToolError.quantization(path: path, error)
    }
  }

  private func write(
    _ quantizer: PolicyQuantizer, records: [[UInt8]], to path: String, on workbench: Workbench
  ) throws {
    var line = ProgressLine(on: workbench.errors, label: "writing", total: 100)
    do throws(FileError) {
      try quantizer.write(to: path, records: records) { line.update(UInt64($0 * 100 / max($1, 1))) }
    } catch { throw ToolError.output(path: output, error) }
  }

  private func load(_ path: String, kernels: KernelSet) throws -> Policy {
    do throws(PolicyFileError) {
      return try Policy(file: try PolicyFile(path: path), kernels: kernels, threadCount: 1)
    } catch { throw ToolError.policyFile(path: output, error) }
  }

  /// What the reference computes for the inputs of the float file's records, or for none drawn at random.
  private func ownRecords(of path: String, goldens: [[UInt8]]) throws -> [[UInt8]] {
    let policy = try load(path, kernels: .generic)
    do throws(RecordError) {
      var inputs: [ObservationRecord] = []
      for golden in goldens { inputs.append(try GoldenRecord(parsing: golden, for: policy.metadata).inputs) }
      if inputs.isEmpty { inputs.append(ObservationRecord(drawing: policy.metadata, seed: 0)) }
      var records: [[UInt8]] = []
      for input in inputs { records.append(try GoldenRecord.ownRecord(of: policy, for: input)) }
      return records
    } catch { throw ToolError.golden(path: self.path, error) }
  }

  private func replay(_ path: String, on workbench: Workbench) throws {
    let file: PolicyFile
    do throws(PolicyFileError) { file = try PolicyFile(path: path) } catch {
      throw ToolError.policyFile(path: output, error)
    }
    let goldens = file.goldens
    let policy: Policy
    do throws(PolicyFileError) { policy = try Policy(file: file, kernels: .best, threadCount: 1) } catch {
      throw ToolError.policyFile(path: output, error)
    }
    for (index, golden) in goldens.enumerated() {
      let verification: Verification
      do throws(RecordError) { verification = try Verification(replaying: golden, with: policy) } catch {
        throw ToolError.golden(path: "golden record \(index)", error)
      }
      if let layer = verification.firstFailure { throw ToolError.disagrees(path: output, layer: layer) }
    }
  }

  private func show(_ quantizer: PolicyQuantizer, on workbench: Workbench) {
    var table = TextTable([
      .left("matrix"), .left("format"), .right("bytes before"), .right("after"), .right("SNR dB"), .left(""),
    ])
    for layer in quantizer.layers {
      table.add([
        layer.name, layer.format.name, NumberText.grouped(layer.byteCountBefore),
        NumberText.grouped(layer.byteCountAfter),
        layer.signalToNoise.map { NumberText.fixed(10 * log10($0), digits: 1) } ?? "", layer.reason ?? "",
      ])
    }
    for line in table.lines { workbench.output.writeLine(line) }
    workbench.output.writeLine("wrote \(output)")
  }
}

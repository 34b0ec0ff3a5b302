import CommandSupport
import EdgeRuntime

/// `edge-run verify`: golden records replayed, layer by layer.
enum VerifyCommand {
  static var specification: CommandSpecification {
    CommandSpecification(
      name: "verify", summary: "Compare every layer with what the trainer's code computed.",
      discussion: "Replays the golden records inside the file, or the one given, and ends with 1 if a layer "
        + "is out of tolerance. Of a quantised file the sums of integers must be the recorded bits, and the "
        + "distance to the float32 policy is shown.",
      positionals: [.file],
      flags: [
        .value("golden", short: "g", "G", help: "Replay this safetensors file instead."),
        .value("tolerance", "X", help: "The relative error to allow, over max(1, largest); 1e-5 by default."),
        .json, .threads, .kernels,
      ])
  }

  static func run(_ arguments: ParsedArguments, on terminal: Terminal) throws(Failure) {
    let loaded = try LoadedPolicy(arguments, on: terminal)
    var summary = VerificationSummary(tolerance: try tolerance(arguments))
    if let path = arguments.text("golden") {
      let record = try loaded.goldenRecord(path: path)
      try replay(record, with: loaded.policy, path: path, into: &summary)
    } else {
      guard !loaded.goldens.isEmpty else {
        throw Failure(
          .badData, path: loaded.path, "holds no golden record; give one with '--golden G.safetensors'")
      }
      for index in loaded.goldens.indices {
        let record = try loaded.goldenRecord(inside: index)
        try replay(record, with: loaded.policy, path: loaded.path, into: &summary)
      }
    }
    if arguments.has("json") {
      terminal.output.writeLine(json(summary, loaded))
    } else {
      show(summary, loaded, on: terminal.output)
    }
    if let name = summary.firstFailure {
      throw Failure(.checkFailed, path: loaded.path, complaint(name, summary))
    }
    guard !summary.lines.isEmpty || !summary.distances.isEmpty else {
      throw Failure(
        .badData, path: arguments.text("golden") ?? loaded.path,
        "holds nothing that the program computes; was it made for another policy?")
    }
  }

  private static func tolerance(_ arguments: ParsedArguments) throws(Failure) -> Float {
    do throws(UsageError) {
      return Float(try arguments.positiveReal("tolerance") ?? Double(Verification.defaultTolerance))
    } catch { throw Failure(usage: error) }
  }

  private static func replay(
    _ record: GoldenRecord, with policy: Policy, path: String, into summary: inout VerificationSummary
  ) throws(Failure) {
    do throws(RecordError) {
      summary.add(try Verification(of: record, with: policy, tolerance: summary.tolerance))
    } catch { throw Failure(reading: path, error) }
  }

  @_optimize(size)
  private static func complaint(_ name: String, _ summary: VerificationSummary) -> String {
    let shown = "'\(PrintableName.whole(name))'"
    guard let line = summary.lines.first(where: { $0.name == name }) else {
      return "\(shown) has another size in the golden record; was it made for another policy?"
    }
    func text(_ error: Float) -> String { NumberText.scientific(Double(error), digits: 1) }
    let found =
      "\(shown) is the first out of tolerance: relative error \(text(line.worstRelative)), expected at most "
      + text(summary.tolerance)
    guard let reference = line.reference else { return found }
    return found + "; the exporter's float64 is \(text(reference.policy)) away from this policy and "
      + "\(text(reference.record)) from the record"
  }

  private static func show(_ summary: VerificationSummary, _ loaded: LoadedPolicy, on output: Console) {
    output.writeLine(
      "\(PrintableName.whole(loaded.path)): "
        + NumberText.counted(summary.recordCount, "golden record")
        + ", kernels \(loaded.policy.kernels.name), " + NumberText.counted(loaded.policy.threadCount, "thread"))
    output.write(VerificationTable(summary).text)
    guard summary.firstFailure == nil, let worst = summary.worst else { return }
    let error = NumberText.scientific(Double(worst.worstRelative), digits: 1)
    let allowed = NumberText.scientific(Double(summary.tolerance), digits: 1)
    let verdict =
      "ok: worst relative error \(error), tolerance \(allowed), in \(PrintableName.whole(worst.name))"
    output.writeLine(PlainText.wrapped(verdict, width: 80, indent: 4))
  }

  private static func json(_ summary: VerificationSummary, _ loaded: LoadedPolicy) -> String {
    var json = JSONWriter()
    json.object {
      $0.pair("file", loaded.path)
      $0.pair("kernels", loaded.policy.kernels.name)
      $0.pair("threads", loaded.policy.threadCount)
      $0.pair("records", summary.recordCount)
      $0.pair("tolerance", summary.tolerance)
      $0.key("worst")
      if let worst = summary.worst { $0.number(worst.worstRelative) } else { $0.null() }
      $0.key("first_failure")
      if let name = summary.firstFailure { $0.string(name) } else { $0.null() }
      $0.key("layers")
      write(summary.lines, to: &$0)
      $0.key("distance_to_float32")
      write(summary.distances, to: &$0)
      $0.strings("folded", summary.folded)
      $0.strings("unknown", summary.unknown)
      $0.strings("misshapen", summary.misshapen)
    }
    return json.text
  }

  private static func write(_ lines: [VerificationSummary.Line], to json: inout JSONWriter) {
    json.array {
      for line in lines {
        $0.object {
          $0.pair("name", line.name)
          $0.pair("worst_absolute", line.worstAbsolute)
          $0.pair("worst_relative", line.worstRelative)
          $0.pair("largest", line.largest)
          $0.pair("within", line.isWithin)
          if let reference = line.reference {
            $0.pair("to_float64", reference.policy)
            $0.pair("record_to_float64", reference.record)
          }
        }
      }
    }
  }
}

import CommandSupport
import EdgeRuntime

/// `edge-run verify`: golden records replayed, layer by layer.
enum VerifyCommand {
  static func run(_ arguments: ParsedArguments, output: Console, errors: Console) throws(Failure) {
    let loaded = try LoadedPolicy(arguments, errors: errors)
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
      output.writeLine(json(summary, loaded))
    } else {
      show(summary, loaded, on: output)
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
    } catch { throw Failure(path: path, error) }
  }

  private static func complaint(_ name: String, _ summary: VerificationSummary) -> String {
    let shown = "'\(PrintableName.text(of: name))'"
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
      "\(PlainText.escaped(loaded.path)): \(summary.recordCount) golden "
        + (summary.recordCount == 1 ? "record" : "records")
        + ", kernels \(loaded.policy.kernels.name), \(loaded.policy.threadCount) threads")
    let hasReference = summary.lines.contains { $0.reference != nil }
    var columns: [TextTable.Column] = [
      .left("layer"), .right("absolute"), .right("relative"), .right("largest"), .left(""),
    ]
    if hasReference { columns += [.right("to float64"), .right("record to it")] }
    var table = TextTable(columns)
    for line in summary.lines {
      var cells = [
        ShortName.text(of: line.name, limit: 38),
        NumberText.scientific(Double(line.worstAbsolute), digits: 1),
        NumberText.scientific(Double(line.worstRelative), digits: 1),
        NumberText.fixed(Double(line.largest), digits: 2), line.isWithin ? "ok" : "OUT",
      ]
      if hasReference {
        for distance in [line.reference?.policy, line.reference?.record] {
          if let distance {
            cells.append(NumberText.scientific(Double(distance), digits: 1))
          } else {
            cells.append("")
          }
        }
      }
      table.add(cells)
    }
    output.write(table.text)
    for name in summary.folded { output.writeLine("folded: " + PrintableName.text(of: name)) }
    for name in summary.unknown { output.writeLine("not in the program: " + PrintableName.text(of: name)) }
    for name in summary.misshapen { output.writeLine("of another size: " + PrintableName.text(of: name)) }
    for line in summary.distances {
      output.writeLine(
        "distance to the float32 policy, \(PrintableName.text(of: line.name)): "
          + NumberText.scientific(Double(line.worstAbsolute), digits: 1) + " of at most "
          + NumberText.fixed(Double(line.largest), digits: 2))
    }
    if summary.lines.isEmpty, !summary.distances.isEmpty {
      output.writeLine("nothing was judged: the record is the float32 policy's, not this quantised one's")
    }
    guard summary.firstFailure == nil, let worst = summary.worst else { return }
    let error = NumberText.scientific(Double(worst.worstRelative), digits: 1)
    let allowed = NumberText.scientific(Double(summary.tolerance), digits: 1)
    let verdict =
      "ok: worst relative error \(error), tolerance \(allowed), in \(PrintableName.text(of: worst.name))"
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

import CommandSupport
import EdgeRuntime

/// `edge-run run`: one step for one observation window.
enum RunCommand {
  static var specification: CommandSpecification {
    CommandSpecification(
      name: "run", summary: "Sample an action chunk for one observation window.",
      discussion: "The input is a safetensors file with one raw float tensor for each observation key, and "
        + "perhaps 'noise'. The rows that the policy returns are printed as a table, or written as 'action', "
        + "with the whole chunk as 'action_pred'.",
      positionals: [.file],
      flags: [
        .value("input", short: "i", "IN", help: "The observations, a safetensors file."),
        .value("output", short: "o", "OUT", help: "Write the chunk to this safetensors file."),
        .value("seed", "N", help: "Seed of the noise where the input has none; 0 by default."),
        .threads, .kernels,
      ])
  }

  /// Columns of the action side by side in 80 columns of text.
  private static let columnsPerTable = 6

  static func run(_ arguments: ParsedArguments, on terminal: Terminal) throws(Failure) {
    let input: String
    let seed: Int
    do throws(UsageError) {
      input = try arguments.requiredText("input")
      seed = try arguments.wholeNumber("seed", in: 0...Int.max) ?? 0
    } catch {
      throw Failure(usage: error)
    }
    if let path = arguments.text("output") {
      try OutputTarget.named(path, inputs: [arguments.argument("FILE"), input])
    }
    let loaded = try LoadedPolicy(arguments, on: terminal)
    let record = try observations(path: input, for: loaded.metadata)
    let policy = loaded.policy
    do throws(ObservationError) {
      try record.load(into: policy, generator: NoiseGenerator(seed: UInt64(seed)))
    } catch {
      throw Failure(.badData, path: input, error.description)
    }
    for warning in policy.rangeWarnings {
      terminal.warn(RangeText.line(warning, of: policy.metadata))
    }
    policy.step()
    let (action, prediction) = (policy.action, policy.actionPrediction)
    if let place = prediction.firstIndex(where: { !$0.isFinite }) {
      throw Failure(
        .badData, path: input,
        "gives an action that is not finite at row \(place / policy.metadata.actionWidth); "
          + "are the observations in the policy's units?")
    }
    guard let path = arguments.text("output") else {
      show(action, of: policy.metadata, on: terminal.output)
      return
    }
    try write(action: action, prediction: prediction, metadata: policy.metadata, to: path)
    terminal.output.writeLine(
      "\(PrintableName.whole(path)): action (\(policy.metadata.returnedRows.count), "
        + "\(policy.metadata.actionWidth)), action_pred (\(policy.metadata.horizon), "
        + "\(policy.metadata.actionWidth))")
  }

  private static func observations(
    path: String, for metadata: PolicyMetadata
  ) throws(Failure) -> ObservationRecord {
    let file = try SafetensorsFile.open(path)
    do throws(RecordError) { return try ObservationRecord(reading: file, for: metadata) } catch {
      throw Failure(reading: path, error)
    }
  }

  private static func show(_ action: [Float], of metadata: PolicyMetadata, on output: Console) {
    let width = metadata.actionWidth
    if !metadata.actionUnit.utf8.isEmpty {
      output.writeLine("action: " + PrintableName.whole(metadata.actionUnit))
    }
    for first in stride(from: 0, to: width, by: columnsPerTable) {
      let shown = first..<min(first + columnsPerTable, width)
      if first > 0 { output.writeLine() }
      var columns: [TextTable.Column] = [.right("row")]
      for column in shown { columns.append(.right("[\(column)]")) }
      var table = TextTable(columns)
      for (index, row) in metadata.returnedRows.enumerated() {
        var cells = ["\(row)"]
        for column in shown {
          cells.append(NumberText.fixed(Double(action[index * width + column]), digits: 6))
        }
        table.add(cells)
      }
      output.write(table.text)
    }
  }

  private static func write(
    action: [Float], prediction: [Float], metadata: PolicyMetadata, to path: String
  ) throws(Failure) {
    let width = metadata.actionWidth
    do throws(SafetensorsError) {
      var writer = SafetensorsWriter()
      try writer.add(name: "action", shape: [metadata.returnedRows.count, width], values: action)
      try writer.add(name: "action_pred", shape: [metadata.horizon, width], values: prediction)
      try writer.write(to: path)
    } catch {
      throw Failure(writing: path, error)
    }
  }
}

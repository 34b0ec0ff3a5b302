import CommandSupport
import Exporter
import Foundation

/// `edge-benchmark record`: every case in turn, round by round, so that a drifting machine hurts all alike.
struct RecordCommand {
  private static let presets = SyntheticPreset.allCases.map(\.rawValue)

  static let specification = CommandSpecification(
    name: "record", summary: "Measure the cases on this machine.",
    discussion: """
      Makes the policies on point clouds, or those asked for, once in DIR (2 GB with dp3-T16), then runs 'edge-run \
      bench' on each, as often as there are rounds; a line of the record is the turn whose median step is the median \
      of a case's turns.
      """,
    flags: [
      .value("output", short: "o", "FILE.csv", help: "The record to write."),
      .value("directory", "DIR", help: "Where to keep the policies."),
      .value("rounds", "N", help: "Turns of each case, 1 to 100; 5 by default."),
      .value("seconds", "S", help: "Seconds measured in each turn; 1 by default."),
      .value(
        "preset", "NAME", isRepeatable: true, help: "Measure this preset only: \(PlainText.alternatives(presets))."),
    ])

  private let output, directory: String
  private let rounds: Int
  private let seconds: Double
  private let chosen: [String]
  private let programs = BuiltPrograms()

  init(_ arguments: ParsedArguments) throws(UsageError) {
    output = try arguments.requiredText("output")
    directory = try arguments.requiredText("directory")
    rounds = try arguments.wholeNumber("rounds", in: 1...100) ?? 5
    seconds = try arguments.positiveReal("seconds", upTo: 100) ?? 1
    let presets = try arguments.choices("preset", among: RecordCommand.presets)
    chosen = presets.isEmpty ? SyntheticPreset.allCases.filter { !$0.readsImages }.map(\.rawValue) : presets
  }

  private struct Case {
    let preset: String
    let weights: Weights
    let path: String
    let threads: Int
  }

  func run(on terminal: Terminal) throws {
    var cases: [Case] = []
    for preset in chosen {
      for weights in Weights.allCases {
        let path = try policy(preset, weights)
        for threads in [1, 2] {
          cases.append(Case(preset: preset, weights: weights, path: path, threads: threads))
        }
      }
    }
    var turns = [[[String: Any]]](repeating: [], count: cases.count)
    for round in 0..<rounds {
      terminal.errors.writeLine("round \(round + 1) of \(rounds)")
      for (index, item) in cases.enumerated() { turns[index].append(try bench(item)) }
    }
    var lines = [Measurement.header]
    for (item, turns) in zip(cases, turns) { lines.append(try measurement(of: item, turns).line) }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
  }

  /// The path of the policy, made if it is not there.
  private func policy(_ preset: String, _ weights: Weights) throws -> String {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    func place(_ weights: Weights) -> String { "\(directory)/\(preset).\(weights.rawValue).edge" }
    let path = place(weights)
    guard !FileManager.default.fileExists(atPath: path) else { return path }
    if let scheme = weights.scheme {
      try programs.run("edge-tool", ["quantize", place(.float32), "--scheme", scheme.rawValue, "-o", path])
    } else {
      try programs.run("edge-tool", ["synth", preset, "-o", path])
    }
    return path
  }

  private func bench(_ item: Case) throws -> [String: Any] {
    let arguments = ["bench", item.path, "--threads", "\(item.threads)", "--seconds", "\(seconds)", "--json"]
    let object = try JSONSerialization.jsonObject(with: try programs.run("edge-run", arguments)) as? [String: Any]
    return object ?? [:]
  }

  /// The turn whose median step is the median of the turns: its bound was measured in the same moment.
  private func measurement(of item: Case, _ turns: [[String: Any]]) throws -> Measurement {
    let figures = turns.map(RecordCommand.figures).sorted { ($0["p50_ms"] ?? .infinity) < ($1["p50_ms"] ?? .infinity) }
    let values = figures[figures.count / 2]
    func missing(_ name: String) -> BenchmarkError {
      .figureMissing(name: name, command: "edge-run bench \(item.path)")
    }
    guard values["p50_ms"] != nil else { throw missing("p50_ms") }
    func word(_ name: String) throws -> String {
      guard let word = turns[0][name] as? String else { throw missing(name) }
      return word
    }
    let date = ISO8601DateFormatter().string(from: Date()).prefix(10)
    return Measurement(
      date: String(date), cpu: try word("cpu"), kernels: try word("kernels"), preset: item.preset,
      weights: item.weights.rawValue, threads: item.threads, values: values)
  }

  /// What a record holds of a report of 'edge-run bench'.
  private static func figures(of report: [String: Any]) -> [String: Double] {
    var figures: [String: Double] = [:]
    for object in [report, report["latency"] as? [String: Any] ?? [:], report["machine"] as? [String: Any] ?? [:]] {
      for name in Measurement.figures { if let value = object[name] as? Double { figures[name] = value } }
    }
    return figures
  }
}

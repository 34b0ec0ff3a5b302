import CommandSupport
import Exporter

/// `edge-tool synth`: a paper-size policy with random weights, for measuring without a checkpoint.
struct SynthCommand {
  static let specification = CommandSpecification(
    name: "synth", summary: "Make a paper-size policy with seeded random weights.",
    discussion: "The policy passes through the same passes as an exported one. It moves a robot nowhere useful.",
    positionals: [
      Positional("PRESET", help: SyntheticPreset.allCases.map(\.rawValue).joined(separator: ", "))
    ],
    flags: [
      .value("output", short: "o", "OUT.edge", help: "the policy file to write"),
      .value("seed", "N", help: "seed of weights and golden record (default 0)"),
      .value("no-pass", "NAME", isRepeatable: true, help: "leave out dead-taps, timestep or merge"),
    ])

  private let preset: SyntheticPreset
  private let seed: UInt64
  private let freezing: Freezing

  init(_ arguments: ParsedArguments) throws(UsageError) {
    let name = arguments.argument("PRESET")
    guard let preset = SyntheticPreset(rawValue: name) else {
      let names = SyntheticPreset.allCases.map(\.rawValue)
      throw arguments.error(
        .notAChoice("PRESET", text: name, choices: names, nearest: NearestWord.find(name, among: names)))
    }
    self.preset = preset
    seed = UInt64(try arguments.wholeNumber("seed", in: 0...Int.max) ?? 0)
    freezing = try Freezing(arguments, output: try arguments.requiredText("output"))
  }

  func run(on workbench: Workbench) throws {
    let candidate = try freezing.candidate()
    let source = PolicySource(synthesizing: preset, seed: seed)
    workbench.output.writeLine(
      "network: \(source.description.summary), \(NumberText.grouped(source.storedParameters)) parameters")
    try freezing.finish(
      try PolicyExport(source, sampler: SamplerOptions(timestep: 99), passes: freezing.passes),
      as: candidate, on: workbench)
  }
}

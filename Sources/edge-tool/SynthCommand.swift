import CommandSupport
import Exporter

/// `edge-tool synth`: a paper-size policy with random weights, for measuring without a checkpoint.
struct SynthCommand {
  static let specification = CommandSpecification(
    name: "synth", summary: "Make a paper-size policy with seeded random weights.",
    discussion: "The policy passes through the same passes as an exported one. It moves a robot nowhere useful.",
    positionals: [
      Positional("PRESET", help: "The preset: \(PlainText.alternatives(SyntheticPreset.allCases.map(\.rawValue))).")
    ],
    flags: [
      .value("output", short: "o", "OUT.edge", help: "The policy file to write."),
      .value("steps", "N", help: "Network calls of a step; by default one, or those that the preset is called with."),
      .value("seed", "N", help: "Seed of the weights and of the golden record; 0 by default."),
      .value("no-pass", "NAME", isRepeatable: true, help: "Leave out this exact pass: dead-taps, timestep or merge."),
    ])

  private let preset: SyntheticPreset
  private let seed: UInt64
  private let steps: Int?
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
    steps = try arguments.wholeNumber("steps", in: 1...1000)
    freezing = try Freezing(arguments, output: try arguments.requiredText("output"))
  }

  func run(on terminal: Terminal) throws {
    let candidate = try freezing.candidate()
    let source = PolicySource(synthesizing: preset, seed: seed)
    terminal.output.writeLine(
      "network: \(source.description.summary), \(NumberText.grouped(source.storedParameters)) parameters")
    try freezing.finish(
      try PolicyExport(source, sampler: preset.sampler(steps: steps), passes: freezing.passes),
      as: candidate, on: terminal)
  }
}

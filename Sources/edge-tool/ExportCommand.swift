import CommandSupport
import EdgeRuntime
import Exporter

/// `edge-tool export`: from a trainer's checkpoint to a policy file.
struct ExportCommand {
  static let specification = CommandSpecification(
    name: "export", summary: "Freeze a trainer's checkpoint into a policy file.",
    discussion: """
      Reads only the tensors it needs and runs nothing that is in the checkpoint. Ends by replaying golden records \
      through the runtime; a file that disagrees is not written.
      """,
    positionals: [
      Positional("CKPT", help: "A .ckpt or .pt of torch.save, a .safetensors state dict, or a folder of LeRobot's.")
    ],
    flags: [
      .value(
        "family", "NAME",
        help: """
          The family: sdm, manicm, dp3, simple-dp3, flowpolicy, idp3, diffusion-policy, consistency-policy or \
          lerobot; by default found from the file.
          """),
      .value("output", short: "o", "OUT.edge", help: "The policy file to write."),
      .value(
        "weights", "NAME",
        help: "The weights to take, such as model or ema_model; by default those that the family deploys."),
      .value(
        "sampler", "NAME",
        help: """
          The sampler: ddim, ddpm or lcm, of consistency-policy edm or ctm; by default the checkpoint's scheduler.
          """),
      .value("timestep", "N", help: "The timestep of a single network call."),
      .value("steps", "N", help: "Network calls of a step."),
      .value(
        "dialect", alias: "ddim", "NAME",
        help: "The dialect of DDIM and DDPM: textbook (diffusers from 0.15) or legacy (before); --ddim is the same."),
      .value("bins", "N", help: "Noise levels of consistency-policy; a teacher takes a step less."),
      .value("solver", "NAME", help: "The solver of a consistency-policy teacher: euler, heun, third or fourth."),
      .value(
        "chain", "V,V...",
        help: "Where a consistency-policy student's further calls start, each from noise around the last answer."),
      .value(
        "chain-units", "NAME",
        help: "What the chain's numbers are: sigma or bin; by default what the checkpoint's chaining_times says."),
      .toggle("no-clip", help: "Do not clip the clean estimate to ±1."),
      .value("no-pass", "NAME", isRepeatable: true, help: "Leave out this exact pass: dead-taps, timestep or merge."),
      .value(
        "golden", "G.safetensors", isRepeatable: true,
        help: "A golden record to check the file with, which then travels in it."),
      .value(
        "tolerance", "X", help: "The relative error to allow of a golden record, over max(1, largest); 1e-5 by default."
      ),
      .value("seed", "N", help: "Seed of the golden record that is made when none is given; 0 by default."),
      .toggle("strict", help: "Refuse checkpoints with unknown settings or Python globals."),
      .toggle("list-globals", help: "List the unknown Python globals, which are never run."),
      .value(
        "set", "PATH=VALUE", isRepeatable: true,
        help: "Another value in the configuration, by its own names: policy.noise_scheduler.clip_sample=false."),
      .value("horizon", "N", help: "T, where the checkpoint does not say."),
      .value("obs-steps", "N", help: "To, where the checkpoint does not say."),
      .value("action-steps", "N", help: "Ta, where the checkpoint does not say."),
      .value("points", "N", help: "Points of a cloud, where the checkpoint does not say."),
      .value("robot-points", "N", help: "Points of imagin_robot, where the checkpoint does not say."),
      .value("groups", "N", help: "Groups of the norms, where the checkpoint does not say."),
      .value(
        "prediction", "NAME",
        help: "What the network predicts, where the checkpoint does not say: sample, epsilon or v_prediction."),
      .value("train-steps", "N", help: "Timesteps of training, where they are not 100."),
      .value("beta-schedule", "NAME", help: "The schedule of training: squaredcos_cap_v2, linear or scaled_linear."),
      .value("beta-start", "X", help: "The first beta of a linear or scaled_linear schedule."),
      .value("beta-end", "X", help: "The last beta of a linear or scaled_linear schedule."),
    ])

  private let path: String
  private let family: Family?
  private let output: String
  private let weights: String?
  private let sampler: SamplerOptions
  private let overrides: PolicyOverrides
  private let changes: [ConfigurationChange]
  private let isStrict, listsGlobals: Bool
  private let freezing: Freezing

  init(_ arguments: ParsedArguments) throws {
    path = arguments.argument("CKPT")
    family = try arguments.choice("family", among: Family.allCases.map(\.name)).flatMap(Family.init(name:))
    output = try arguments.requiredText("output")
    weights = arguments.text("weights")
    let extents = 1...(1 << 20)
    let timestep = try arguments.wholeNumber("timestep", in: 0...1_000_000).map(Float.init)
    let steps = try arguments.wholeNumber("steps", in: 1...1000)
    let dialects = SamplerOptions.Dialect.allCases.map(\.rawValue)
    sampler = SamplerOptions(
      timestep: timestep, steps: steps,
      dialect: try arguments.choice("dialect", among: dialects).flatMap(SamplerOptions.Dialect.init),
      clips: !arguments.has("no-clip"), chain: try Self.chain(arguments))
    var overrides = PolicyOverrides(
      horizon: try arguments.wholeNumber("horizon", in: extents),
      observationSteps: try arguments.wholeNumber("obs-steps", in: extents),
      actionSteps: try arguments.wholeNumber("action-steps", in: extents),
      pointCount: try arguments.wholeNumber("points", in: extents),
      robotPointCount: try arguments.wholeNumber("robot-points", in: 0...(1 << 20)),
      groups: try arguments.wholeNumber("groups", in: extents),
      inferenceSteps: timestep == nil ? steps : steps ?? 1)
    typealias Scheduler = SchedulerDescription
    overrides.sampler = try arguments.choice("sampler", among: Scheduler.Method.allCases.map(\.rawValue))
      .flatMap(Scheduler.Method.init)
    overrides.bins = try arguments.wholeNumber("bins", in: 2...100_000)
    overrides.solver = try arguments.choice("solver", among: KarrasDescription.Solver.allCases.map(\.rawValue))
      .flatMap(KarrasDescription.Solver.init)
    overrides.prediction = try arguments.choice("prediction", among: Scheduler.Prediction.allCases.map(\.rawValue))
      .flatMap(Scheduler.Prediction.init)
    overrides.trainSteps = try arguments.wholeNumber("train-steps", in: 1...100_000)
    overrides.betaSchedule = arguments.text("beta-schedule")
    overrides.betaStart = try arguments.positiveReal("beta-start")
    overrides.betaEnd = try arguments.positiveReal("beta-end")
    self.overrides = overrides
    changes = try arguments.texts("set").map { text throws(UsageError) in
      guard let change = ConfigurationChange(text) else { throw arguments.error(.notAChange("--set", text: text)) }
      return change
    }
    isStrict = arguments.has("strict")
    listsGlobals = arguments.has("list-globals")
    freezing = try Freezing(
      arguments, output: output, inputs: [path], goldens: arguments.texts("golden"),
      tolerance: try arguments.positiveReal("tolerance").map { Float($0) })
  }

  /// Reads `--chain` and `--chain-units`.
  private static func chain(_ arguments: ParsedArguments) throws(UsageError) -> SamplerOptions.Chain? {
    let values = try arguments.reals("chain")
    let units = try arguments.choice("chain-units", among: KarrasDescription.ChainUnits.allCases.map(\.rawValue))
    guard let values else {
      if units != nil { throw arguments.error(.needsFlag("--chain-units", needed: "--chain")) }
      return nil
    }
    return SamplerOptions.Chain(
      values: values.map { Float($0) }, units: units.flatMap(KarrasDescription.ChainUnits.init))
  }

  func run(on terminal: Terminal) throws {
    let candidate = try freezing.candidate()
    let source = try read(on: terminal)
    terminal.output.writeLine(
      "network: \(source.description.summary), \(NumberText.grouped(source.storedParameters)) parameters")
    try freezing.finish(
      try PolicyExport(source, sampler: sampler, passes: freezing.passes), as: candidate, on: terminal)
  }

  private func read(on terminal: Terminal) throws -> PolicySource {
    do throws(CheckpointError) {
      let checkpoint = try Checkpoint(path: path, strict: isStrict)
      try checkpoint.change(changes)
      if listsGlobals {
        terminal.output.writeLine("unknown globals, never run: \(checkpoint.opaqueGlobals.count)")
        for name in checkpoint.opaqueGlobals { terminal.output.writeLine("  \(PrintableName.text(of: name))") }
      }
      let available = checkpoint.stateDictNames.filter { !checkpoint.tensorNames(in: $0).isEmpty }
      let found = try FamilyChoice(
        asked: family, configuration: checkpoint.configuration,
        shapes: try checkpoint.shapes(in: weights ?? available.first ?? "model"))
      terminal.output.writeLine("family: \(found.family.name) (\(found.reason))")
      let choice = try WeightChoice(
        family: found.family, available: available, asked: weights, usesEMA: checkpoint.usesEMA)
      terminal.output.writeLine("weights: \(choice.stateDict) (\(choice.reason))")
      // The teacher in a student's file is no contradiction.
      let isTeacher = found.family == .dp3 && choice.isAverage
      for warning in [isTeacher ? nil : found.warning, choice.warning] {
        if let warning { terminal.warn(warning) }
      }
      var line = ProgressLine(on: terminal.errors, label: "reading", total: 100)
      var source = try PolicySource(
        checkpoint: checkpoint, family: found.family, stateDict: choice.stateDict, overrides: overrides
      ) { line.update(UInt64($0 * 100 / $1)) }
      try tell(source.notes, on: terminal)
      source.provenance =
        [
          Provenance.Entry(key: "checkpoint", value: PolicySource.fileName(of: path)),
          Provenance.Entry(key: "checkpoint sha256", value: try digest(of: checkpoint, on: terminal)),
        ] + source.provenance
      return source
    } catch { throw ToolError.checkpoint(path: path, error) }
  }

  /// Tells what reading the policy took for granted, and what it did not know.
  private func tell(_ notes: PolicyNotes, on terminal: Terminal) throws(CheckpointError) {
    if !notes.assumptions.isEmpty {
      terminal.output.writeLine(
        "assumed, since the checkpoint does not say: " + notes.assumptions.joined(separator: ", "))
    }
    if isStrict && !notes.unknownSettings.isEmpty { throw .policy(.unknownSettings(notes.unknownSettings)) }
    for path in notes.unknownSettings {
      terminal.warn("configuration \(PrintableName.text(of: path)) is unknown and ignored; it could change actions")
    }
    for warning in notes.warnings { terminal.warn(warning) }
  }

  private func digest(of checkpoint: Checkpoint, on terminal: Terminal) throws(CheckpointError) -> String {
    var line = ProgressLine(on: terminal.errors, label: "hashing", total: 100)
    return try checkpoint.hexDigest { line.update($1 == 0 ? 100 : $0 * 100 / $1) }
  }
}

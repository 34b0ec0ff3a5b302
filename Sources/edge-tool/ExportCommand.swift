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
    positionals: [Positional("CKPT", help: "a .ckpt or .pt of torch.save, or a .safetensors state dict")],
    flags: [
      .value("family", "NAME", help: "sdm, manicm, dp3, simple-dp3 or flowpolicy; default: found from the file"),
      .value("output", short: "o", "OUT.edge", help: "the policy file to write"),
      .value("weights", "NAME", help: "such as model or ema_model; default: what the family deploys"),
      .value("sampler", "NAME", help: "ddim, ddpm or lcm; default: the checkpoint's scheduler"),
      .value("timestep", "N", help: "the timestep of a single network call"),
      .value("steps", "N", help: "network calls of a step"),
      .value("ddim", "NAME", help: "textbook (diffusers from 0.15) or legacy (before)"),
      .toggle("no-clip", help: "do not clip the clean estimate to ±1"),
      .value("no-pass", "NAME", isRepeatable: true, help: "leave out dead-taps, timestep or merge"),
      .value("golden", "G.safetensors", isRepeatable: true, help: "a golden record to check and ship"),
      .value("tolerance", "X", help: "worst relative error of a golden record (default 1e-5)"),
      .value("seed", "N", help: "seed of the golden record made when none is given"),
      .toggle("strict", help: "refuse checkpoints with unknown settings or Python globals"),
      .toggle("list-globals", help: "list the unknown Python globals, which are never run"),
      .value("horizon", "N", help: "T, where the checkpoint does not say"),
      .value("obs-steps", "N", help: "To, where the checkpoint does not say"),
      .value("action-steps", "N", help: "Ta, where the checkpoint does not say"),
      .value("points", "N", help: "points of a cloud, where the checkpoint does not say"),
      .value("robot-points", "N", help: "points of imagin_robot, where the checkpoint does not say"),
      .value("groups", "N", help: "groups of the norms, where the checkpoint does not say"),
      .value("prediction", "NAME", help: "sample, epsilon or v_prediction, where the checkpoint does not say"),
      .value("train-steps", "N", help: "timesteps of training, where they are not 100"),
      .value("beta-schedule", "NAME", help: "squaredcos_cap_v2, linear or scaled_linear"),
      .value("beta-start", "X", help: "of a linear or scaled_linear schedule"),
      .value("beta-end", "X", help: "of a linear or scaled_linear schedule"),
    ])

  private let path: String
  private let family: Family?
  private let output: String
  private let weights: String?
  private let sampler: SamplerOptions
  private let overrides: PolicyOverrides
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
    let dialects = SamplerOptions.DDIMDialect.allCases.map(\.rawValue)
    sampler = SamplerOptions(
      timestep: timestep, steps: steps,
      ddim: try arguments.choice("ddim", among: dialects).flatMap(SamplerOptions.DDIMDialect.init),
      clips: !arguments.has("no-clip"))
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
    overrides.prediction = try arguments.choice("prediction", among: Scheduler.Prediction.allCases.map(\.rawValue))
      .flatMap(Scheduler.Prediction.init)
    overrides.trainSteps = try arguments.wholeNumber("train-steps", in: 1...100_000)
    overrides.betaSchedule = arguments.text("beta-schedule")
    overrides.betaStart = try arguments.positiveReal("beta-start")
    overrides.betaEnd = try arguments.positiveReal("beta-end")
    self.overrides = overrides
    isStrict = arguments.has("strict")
    listsGlobals = arguments.has("list-globals")
    freezing = try Freezing(
      arguments, output: output, inputs: [path], goldens: arguments.texts("golden"),
      tolerance: try arguments.positiveReal("tolerance").map { Float($0) })
  }

  func run(on workbench: Workbench) throws {
    let candidate = try freezing.candidate()
    let source = try read(on: workbench)
    workbench.output.writeLine(
      "network: \(source.description.summary), \(NumberText.grouped(source.storedParameters)) parameters")
    try freezing.finish(
      try PolicyExport(source, sampler: sampler, passes: freezing.passes), as: candidate, on: workbench)
  }

  private func read(on workbench: Workbench) throws -> PolicySource {
    do throws(CheckpointError) {
      let checkpoint = try Checkpoint(path: path, strict: isStrict)
      if listsGlobals {
        workbench.output.writeLine("unknown globals, never run: \(checkpoint.opaqueGlobals.count)")
        for name in checkpoint.opaqueGlobals { workbench.output.writeLine("  \(PrintableName.text(of: name))") }
      }
      let available = checkpoint.stateDictNames.filter { !checkpoint.tensorNames(in: $0).isEmpty }
      let found = try FamilyChoice(
        asked: family, configuration: checkpoint.configuration,
        shapes: try checkpoint.shapes(in: weights ?? available.first ?? "model"))
      workbench.output.writeLine("family: \(found.family.name) (\(found.reason))")
      let choice = try WeightChoice(
        family: found.family, available: available, asked: weights, usesEMA: checkpoint.usesEMA)
      workbench.output.writeLine("weights: \(choice.stateDict) (\(choice.reason))")
      // The teacher in a student's file is no contradiction.
      let isTeacher = found.family == .dp3 && choice.isAverage
      for warning in [isTeacher ? nil : found.warning, choice.warning] {
        if let warning { workbench.warn(warning) }
      }
      var line = ProgressLine(on: workbench.errors, label: "reading", total: 100)
      var source = try PolicySource(
        checkpoint: checkpoint, family: found.family, stateDict: choice.stateDict, overrides: overrides
      ) { line.update(UInt64($0 * 100 / $1)) }
      try tell(source.notes, on: workbench)
      source.provenance =
        [
          Provenance.Entry(key: "checkpoint", value: PolicySource.fileName(of: path)),
          Provenance.Entry(key: "checkpoint sha256", value: try digest(of: checkpoint, on: workbench)),
        ] + source.provenance
      return source
    } catch { throw ToolError.checkpoint(path: path, error) }
  }

  /// Tells what reading the policy took for granted, and what it did not know.
  private func tell(_ notes: PolicyNotes, on workbench: Workbench) throws(CheckpointError) {
    if !notes.assumptions.isEmpty {
      workbench.output.writeLine(
        "assumed, since the checkpoint does not say: " + notes.assumptions.joined(separator: ", "))
    }
    if isStrict && !notes.unknownSettings.isEmpty { throw .policy(.unknownSettings(notes.unknownSettings)) }
    for path in notes.unknownSettings {
      workbench.warn("configuration \(PrintableName.text(of: path)) is unknown and ignored; it could change actions")
    }
    for warning in notes.warnings { workbench.warn(warning) }
  }

  private func digest(of checkpoint: Checkpoint, on workbench: Workbench) throws(CheckpointError) -> String {
    var line = ProgressLine(on: workbench.errors, label: "hashing", total: 100)
    return try checkpoint.hexDigest { line.update($1 == 0 ? 100 : $0 * 100 / $1) }
  }
}

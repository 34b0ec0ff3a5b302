import EdgeRuntime

/// A policy frozen for its sampler: built, passed, compiled, ready to be written.
public struct PolicyExport {
  /// What each pass removed, in the order they ran.
  public let passes: [PassReport]
  /// Parameters the program still reads.
  public let liveParameters: Int
  /// One line on the sampler.
  public let samplerDescription: String
  /// What the policy was made from.
  public let source: PolicySource
  let plan: SamplerPlan
  let compiled: CompiledPolicy

  /// Freezes `source`.
  ///
  /// - Parameters:
  ///   - source: The policy as its checkpoint and the flags describe it.
  ///   - sampler: What the user chose about sampling.
  ///   - passes: The passes to run; all leave the answers alone.
  public init(
    _ source: PolicySource, sampler: SamplerOptions = SamplerOptions(),
    passes: Set<ExactPass> = Set(ExactPass.allCases)
  ) throws(SamplerError) {
    plan = try SamplerPlan(for: source.description, options: sampler)
    let rows = try SamplerTable.make(for: plan)
    samplerDescription = plan.summary
    self.source = source
    var graph = GraphBuilder.build(
      description: source.description, parameters: source.parameters, sampler: rows)
    self.passes = ExactPass.allCases.filter(passes.contains).map { $0.apply(to: &graph) }
    liveParameters = graph.parameterCount
    compiled = Lowering.compile(graph)
  }

  /// Whether the sampler adds noise between its calls.
  public var drawsNoise: Bool { compiled.program.stepNoise != nil }

  /// What the file will say of the policy.
  public var metadata: PolicyMetadata {
    let description = source.description
    return PolicyMetadata(
      family: description.family, name: source.name, horizon: description.horizon,
      actionWidth: description.actionWidth, sampleWidth: description.sampleWidth, actionUnit: "action as trained",
      observationSteps: description.observationSteps, returnedRows: description.returnedRows,
      observations: source.observations, samplerDescription: samplerDescription,
      storedParameters: source.storedParameters, liveParameters: liveParameters)
  }

  /// Writes the file at `path`, atomically.
  ///
  /// - Parameters:
  ///   - path: The name it gets once it is whole.
  ///   - goldens: Golden records, each a whole safetensors file.
  ///   - progress: Told the bytes written so far and in all.
  public func write(
    to path: String, goldens: [[UInt8]], progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(FileError) {
    var entries = source.provenance
    entries.append(Provenance.Entry(key: "exporter", value: "edge-tool \(EdgeVersion.text)"))
    for report in passes {
      entries.append(
        Provenance.Entry(
          key: "pass \(report.pass.rawValue)",
          value: "\(report.parametersBefore) to \(report.parametersAfter) parameters, "
            + "\(report.productsBefore) to \(report.productsAfter) products"))
    }
    var writer = PolicyFileWriter(
      metadata: metadata, provenance: Provenance(entries: entries), sampler: compiled.sampler,
      program: compiled.program, layers: compiled.layers, tensors: compiled.tensors, weights: compiled.weights)
    for golden in goldens { writer.addGolden(golden) }
    try writer.write(to: path, progress: progress)
  }
}

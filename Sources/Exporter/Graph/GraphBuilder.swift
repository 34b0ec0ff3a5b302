import EdgeRuntime

/// Builds the graph of a policy, without any pass: every tap, the timestep's network, each matrix by itself.
///
/// Names and order of modules are those of the trainers' code, whose tensors `PolicyTensors` lists.
struct GraphBuilder {
  let description: PolicyDescription
  let parameters: PolicyParameters
  var graph: PolicyGraph

  /// - Parameter parameters: Everything that `PolicyTensors(of: description)` lists, in those shapes.
  init(description: PolicyDescription, parameters: PolicyParameters, sampler: [SamplerRow]) {
    self.description = description
    self.parameters = parameters
    graph = PolicyGraph(sampler: sampler)
  }

  static func build(
    description: PolicyDescription, parameters: PolicyParameters, sampler: [SamplerRow]
  ) -> PolicyGraph {
    var builder = GraphBuilder(description: description, parameters: parameters, sampler: sampler)
    let condition = builder.addFeatures()
    builder.graph.sample = builder.graph.add(
      "sample", rows: description.horizon, columns: description.sampleWidth)
    let estimate = builder.addNetwork(condition: condition)
    builder.addDecoder(estimate: estimate)
    return builder.graph
  }

  /// What the trainer calls the network's modules.
  var names: UNetNames { description.names }

  func tensor(_ key: String) -> Tensor { parameters.tensor(key) }

  /// Whether the network has a tensor.
  func has(_ key: String) -> Bool { parameters.tensors[key] != nil }

  func vector(_ key: String) -> [Float] { tensor(key).values }

  /// Adds what the stages of the sampler's rows remember, which is zero when a step begins; nil where none has any.
  private mutating func addSamplerMemory() -> ValueView? {
    guard graph.sampler.contains(where: { $0.stage != nil }) else { return nil }
    let memory = graph.add("base and slope", rows: 2 * description.horizon, columns: description.sampleWidth)
    graph.encode.append(GraphNode(name: "no slope yet", kind: .clear(output: memory)))
    return memory
  }

  private mutating func addDecoder(estimate: ValueView) {
    if graph.sampler.contains(where: { $0.s != 0 }) {
      graph.stepNoise = graph.add(
        "step noise", rows: graph.sampler.count * description.horizon, columns: description.sampleWidth)
    }
    graph.network.append(
      GraphNode(
        name: "sampler",
        kind: .sampleUpdate(
          estimate: estimate, sample: graph.sample, noise: graph.stepNoise, memory: addSamplerMemory())))
    graph.output = graph.add("action", rows: description.horizon, columns: description.actionWidth)
    var from = graph.sample.columns(0..<description.actionWidth)
    for step in parameters.normalizer("action").widened(to: description.actionWidth).steps.reversed() {
      graph.decode.append(
        GraphNode(
          name: "normalizer.action",
          kind: .unnormalize(input: from, output: graph.output, scale: step.scale, offset: step.offset)))
      from = graph.output
    }
  }
}

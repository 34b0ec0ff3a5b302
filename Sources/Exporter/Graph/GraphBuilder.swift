import EdgeRuntime

/// Builds the graph of a policy, without any pass: every tap, the timestep's network, each matrix by itself.
///
/// Keys and order of modules are those of the trainers' code (`docs/architecture.md` names them).
struct GraphBuilder {
  let description: PolicyDescription
  let tensors: [String: Tensor]
  var graph: PolicyGraph

  /// - Parameter tensors: A complete state dict of `description`; `StateDictionary` has checked names and shapes.
  init(description: PolicyDescription, tensors: [String: Tensor], sampler: [SamplerRow]) {
    self.description = description
    self.tensors = tensors
    graph = PolicyGraph(sampler: sampler)
  }

  static func build(
    description: PolicyDescription, tensors: [String: Tensor], sampler: [SamplerRow]
  ) -> PolicyGraph {
    var builder = GraphBuilder(description: description, tensors: tensors, sampler: sampler)
    let condition = builder.addEncoder()
    builder.graph.sample = builder.graph.add(
      "sample", rows: description.horizon, columns: description.actionWidth)
    let estimate = builder.addNetwork(condition: condition)
    builder.addDecoder(estimate: estimate)
    return builder.graph
  }

  func tensor(_ key: String) -> Tensor {
    guard let tensor = tensors[key] else { preconditionFailure("the state dict was checked, yet lacks \(key)") }
    return tensor
  }

  func vector(_ key: String) -> [Float] { tensor(key).values }

  /// Scale and offset of a normaliser field, repeated where the trainer gave one for all columns.
  func normalizer(_ field: String, columns: Int) -> (scale: [Float], offset: [Float]) {
    func widened(_ values: [Float]) -> [Float] {
      values.count == 1 ? [Float](repeating: values[0], count: columns) : Array(values.prefix(columns))
    }
    return (
      widened(vector("normalizer.params_dict.\(field).scale")),
      widened(vector("normalizer.params_dict.\(field).offset"))
    )
  }

  private mutating func addDecoder(estimate: ValueView) {
    if graph.sampler.contains(where: { $0.s != 0 }) {
      graph.stepNoise = graph.add(
        "step noise", rows: graph.sampler.count * description.horizon, columns: description.actionWidth)
    }
    graph.network.append(
      GraphNode(
        name: "sampler",
        kind: .sampleUpdate(estimate: estimate, sample: graph.sample, noise: graph.stepNoise)))
    graph.output = graph.add("action", rows: description.horizon, columns: description.actionWidth)
    let (scale, offset) = normalizer("action", columns: description.actionWidth)
    graph.decode.append(
      GraphNode(
        name: "normalizer.action",
        kind: .unnormalize(input: graph.sample, output: graph.output, scale: scale, offset: offset)))
  }
}

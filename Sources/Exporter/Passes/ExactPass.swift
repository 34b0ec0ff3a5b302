/// A change to a policy's graph that leaves its answers alone.
public enum ExactPass: String, CaseIterable, Sendable {
  /// Drops convolution taps that only ever meet zero padding. Bit for bit.
  case deadTaps = "dead-taps"
  /// Folds the network of the timestep, a constant in each row of the sampler, into FiLM's biases. To rounding.
  case timestep = "timestep"
  /// Joins matrices that read the same input. Bit for bit.
  case merge = "merge"

  /// The pass called `name` on command lines.
  public init?(name: String) { self.init(rawValue: name) }

  /// Changes `graph` and tells what was removed.
  func apply(to graph: inout PolicyGraph) -> PassReport {
    let parameters = graph.parameterCount
    let products = graph.productCount
    switch self {
    case .deadTaps: DeadTaps.apply(to: &graph)
    case .timestep: TimestepFold.apply(to: &graph)
    case .merge: ProductMerge.apply(to: &graph)
    }
    return PassReport(
      pass: self, parametersBefore: parameters, parametersAfter: graph.parameterCount, productsBefore: products,
      productsAfter: graph.productCount)
  }
}

/// What a pass removed.
public struct PassReport: Equatable, Sendable {
  /// The pass.
  public let pass: ExactPass
  /// Trained parameters read before and after it.
  public let parametersBefore, parametersAfter: Int
  /// Matrix products run before and after it.
  public let productsBefore, productsAfter: Int
}

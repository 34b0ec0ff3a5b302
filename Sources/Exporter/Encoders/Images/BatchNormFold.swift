/// A batch norm with the statistics of training as part of the convolution before it.
///
///     y = (W·x − mean) · γ / √(variance + ε) + β = (s·W)·x + (β − s·mean)
///
/// In double precision, rounded once.
struct BatchNormFold {
  private let scale: [Double]
  /// What stands for the convolution's bias.
  let bias: [Float]

  init(of norm: String, in parameters: PolicyParameters) {
    func values(_ name: String) -> [Double] { parameters.tensor("\(norm).\(name)").values.map(Double.init) }
    let epsilon = Double(PolicyGraph.epsilon)
    scale = zip(values("weight"), values("running_var")).map { $0 / ($1 + epsilon).squareRoot() }
    bias = zip(zip(values("bias"), values("running_mean")), scale).map { Float($0.0 - $0.1 * $1) }
  }

  /// The convolution's weights (out, …), each output's times its scale.
  func scaled(_ weight: Tensor) -> Tensor {
    let count = weight.values.count / scale.count
    let values = weight.values.enumerated().map { Float(Double($1) * scale[$0 / count]) }
    return Tensor(shape: weight.shape, values: values)
  }
}

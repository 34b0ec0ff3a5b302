/// One layer of the per-point network: linear, then layer norm and ReLU where it has them.
public struct PointLayer: Equatable, Sendable {
  /// Input columns.
  public var inputs: Int
  /// Output columns.
  public var outputs: Int
  /// Tensor (panels, inputs, 16).
  public var weights: Int
  /// Tensor (panels, 16).
  public var bias: Int
  /// Tensor (outputs) of the layer norm, or none.
  public var gamma: Int?
  /// Tensor (outputs) of the layer norm, or none.
  public var beta: Int?
  /// Added to the layer norm's variance.
  public var epsilon: Float
  /// Whether a ReLU ends the layer.
  public var relu: Bool

  /// Makes a layer.
  public init(
    inputs: Int, outputs: Int, weights: Int, bias: Int, gamma: Int?, beta: Int?, epsilon: Float, relu: Bool
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.weights = weights
    self.bias = bias
    self.gamma = gamma
    self.beta = beta
    self.epsilon = epsilon
    self.relu = relu
  }

  /// Floats of the packed matrix.
  var weightCount: Int { paddedOutputs * inputs }
  /// Output columns rounded up to whole panels.
  var paddedOutputs: Int { (outputs + Product.panelWidth - 1) / Product.panelWidth * Product.panelWidth }
}

extension PointLayer {
  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    inputs = try reader.integer(in: 1...FormatLimits.pointLayerWidth)
    outputs = try reader.integer(in: 1...FormatLimits.pointLayerWidth)
    weights = try reader.tensor()
    bias = try reader.tensor()
    gamma = try reader.optionalTensor()
    beta = try reader.optionalTensor()
    epsilon = try reader.epsilon()
    relu = try reader.flag()
  }

  func write(to writer: inout ByteWriter) {
    writer.integer(inputs)
    writer.integer(outputs)
    writer.integer(weights)
    writer.integer(bias)
    writer.optionalTensor(gamma)
    writer.optionalTensor(beta)
    writer.float(epsilon)
    writer.flag(relu)
  }
}

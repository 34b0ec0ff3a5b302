/// One layer of the per-point network: linear, then layer norm and ReLU where it has them.
public struct PointLayer: Equatable, Sendable, BitwiseCopyable {
  /// The weights: one tap.
  public var matrix: PackedMatrix
  /// Output columns.
  public var outputs: Int
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
    matrix: PackedMatrix, outputs: Int, bias: Int, gamma: Int?, beta: Int?, epsilon: Float, relu: Bool
  ) {
    self.matrix = matrix
    self.outputs = outputs
    self.bias = bias
    self.gamma = gamma
    self.beta = beta
    self.epsilon = epsilon
    self.relu = relu
  }

  /// Input columns.
  public var inputs: Int { matrix.channels }
}

extension PointLayer {
  init(reading reader: inout ByteReader) throws(PolicyFileError) {
    let inputs = try reader.integer(in: 1...FormatLimits.pointLayerWidth)
    outputs = try reader.integer(in: 1...FormatLimits.pointLayerWidth)
    matrix = try PackedMatrix(reading: &reader, taps: 1, channels: inputs)
    matrix.panels = PanelLayout.panelCount(columns: outputs)
    bias = try reader.tensor()
    gamma = try reader.optionalTensor()
    beta = try reader.optionalTensor()
    epsilon = try reader.epsilon()
    relu = try reader.flag()
  }

  func write(to writer: inout ByteWriter) {
    writer.integer(inputs)
    writer.integer(outputs)
    matrix.write(to: &writer)
    writer.integer(bias)
    writer.optionalTensor(gamma)
    writer.optionalTensor(beta)
    writer.float(epsilon)
    writer.flag(relu)
  }
}

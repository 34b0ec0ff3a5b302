/// DP3's network of points: three layers for each point, or four with colour, the largest values over the points, a
/// projection.
public struct PointNet: Equatable, Sendable {
  /// Whether layer norms stand between the point layers.
  public var layerNorm: Bool
  /// Whether a layer norm ends the feature.
  public var finalLayerNorm: Bool
  /// Width of the feature.
  public var featureWidth: Int

  /// Widths of the point layers, which the trainers fix.
  static let layerWidths = [64, 128, 256]
  /// Width of the layer that clouds with colour have on top.
  static let colourLayerWidth = 512

  /// Makes a network, with what all published policies share unless given.
  public init(layerNorm: Bool = true, finalLayerNorm: Bool = true, featureWidth: Int = 64) {
    self.layerNorm = layerNorm
    self.finalLayerNorm = finalLayerNorm
    self.featureWidth = featureWidth
  }

  /// Reads the network from the shapes of one state dict's tensors.
  init(_ shapes: [String: [Int]]) throws(CheckpointError) {
    layerNorm = shapes[Self.prefix + ".mlp.1.weight"] != nil
    let plain = Self.prefix + ".final_projection.weight"
    finalLayerNorm = shapes[plain] == nil
    let projection = finalLayerNorm ? Self.prefix + ".final_projection.0.weight" : plain
    featureWidth = try TensorFacts.shape(projection, rank: 2, of: shapes)[0]
    try TensorFacts.checkWidth(featureWidth)
  }
}

extension PointNet: PointExtractor {
  /// Point layers at 0, 3, 6 (and 9 with colour): norm and activation, or what stands for them, lie between.
  func addTensors(columns: Int, to tensors: inout PolicyTensors) {
    let prefix = Self.prefix
    var width = columns
    for (index, output) in Self.layerWidths.enumerated() {
      tensors.addLinear("\(prefix).mlp.\(3 * index)", from: width, to: output)
      if layerNorm { tensors.addNorm("\(prefix).mlp.\(3 * index + 1)", output) }
      width = output
    }
    if columns == 6 {
      tensors.addLinear("\(prefix).mlp.9", from: width, to: Self.colourLayerWidth)
      width = Self.colourLayerWidth
    }
    tensors.addLinear(
      prefix + (finalLayerNorm ? ".final_projection.0" : ".final_projection"), from: width, to: featureWidth)
    if finalLayerNorm { tensors.addNorm("\(prefix).final_projection.1", featureWidth) }
  }

  func check(_ settings: PolicySettings) throws(CheckpointError) {
    try checkFeatureWidth(settings)
    let path = "policy.pointcloud_encoder_cfg"
    func contradiction(_ name: String, _ said: Int, _ found: Int) -> CheckpointError {
      .policy(.contradiction(path: name, said: [said], found: [found], flag: nil))
    }
    if let norms = try settings.boolean(path + ".use_layernorm"), norms != layerNorm {
      throw contradiction(path + ".use_layernorm", norms ? 1 : 0, layerNorm ? 1 : 0)
    }
    guard let norm = try settings.text(path + ".final_norm") else { return }
    guard norm == "layernorm" || norm == "none" else {
      throw .policy(.unsupported(path: path + ".final_norm", value: norm, expected: "layernorm or none"))
    }
    guard (norm == "layernorm") == finalLayerNorm else {
      throw contradiction(path + ".final_norm", norm == "layernorm" ? 1 : 0, finalLayerNorm ? 1 : 0)
    }
  }
}

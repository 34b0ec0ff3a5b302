import EdgeRuntime

/// iDP3's network of points: stages in which each point reads, beside itself, the largest values over all points.
///
///     y ← relu(conv_in · point)
///     for each stage:  y ← relu(layer · y);  y ← relu(global_layer · [y, max over points of y])
///     feature = max over points of conv_out · [the y of every stage]
public struct MultiStagePointNet: Equatable, Sendable {
  /// Stages.
  public var stageCount: Int
  /// Width of a point's row in every stage.
  public var hiddenWidth: Int
  /// Width of the feature.
  public var featureWidth: Int

  /// Makes a network, with what iDP3's class fixes unless given.
  public init(stageCount: Int = 4, hiddenWidth: Int = 128, featureWidth: Int = 128) {
    self.stageCount = stageCount
    self.hiddenWidth = hiddenWidth
    self.featureWidth = featureWidth
  }

  /// Most stages of a checkpoint: the published class has four.
  private static let mostStages = 32

  /// Whether these are the tensors of such a network.
  static func isIn(_ shapes: [String: [Int]]) -> Bool { shapes[prefix + ".conv_in.weight"] != nil }

  /// Reads the network from the shapes of one state dict's tensors.
  init(_ shapes: [String: [Int]]) throws(CheckpointError) {
    hiddenWidth = try TensorFacts.shape(Self.prefix + ".conv_in.weight", rank: 3, of: shapes)[0]
    featureWidth = try TensorFacts.shape(Self.prefix + ".conv_out.weight", rank: 3, of: shapes)[0]
    var count = 0
    while count <= Self.mostStages, shapes["\(Self.prefix).layers.\(count).weight"] != nil { count += 1 }
    stageCount = count
    try TensorFacts.check(
      "stages of the point encoder", count, "1...\(Self.mostStages)", (1...Self.mostStages).contains(count))
    // Kernels add what points have in common to whole panels.
    try TensorFacts.check(
      "width of \(Self.prefix).conv_in", hiddenWidth, "a multiple of \(PanelLayout.width)",
      hiddenWidth > 0 && hiddenWidth % PanelLayout.width == 0)
    for width in [hiddenWidth, featureWidth] { try TensorFacts.checkWidth(width) }
  }
}

extension MultiStagePointNet: PointExtractor {
  func addTensors(columns: Int, to tensors: inout PolicyTensors) {
    func add(_ name: String, from input: Int, to output: Int, into tensors: inout PolicyTensors) {
      tensors.addConvolution("\(Self.prefix).\(name)", from: input, to: output, kernel: 1)
    }
    add("conv_in", from: columns, to: hiddenWidth, into: &tensors)
    for stage in 0..<stageCount { add("layers.\(stage)", from: hiddenWidth, to: hiddenWidth, into: &tensors) }
    for stage in 0..<stageCount {
      add("global_layers.\(stage)", from: 2 * hiddenWidth, to: hiddenWidth, into: &tensors)
    }
    add("conv_out", from: stageCount * hiddenWidth, to: featureWidth, into: &tensors)
  }

  func check(_ settings: PolicySettings) throws(CheckpointError) { try checkFeatureWidth(settings) }
}

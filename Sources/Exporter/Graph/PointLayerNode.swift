/// A layer of the per-point network before lowering.
struct PointLayerNode {
  var matrix: Matrix
  /// One an output, or none where what points have in common takes its place.
  var bias: [Float]
  /// Gamma and beta of its layer norm.
  var norm: (gamma: [Float], beta: [Float])?
  var relu: Bool

  var parameterCount: Int {
    matrix.parameterCount + bias.count + (norm.map { $0.gamma.count + $0.beta.count } ?? 0)
  }
}

/// A stage of a point encoder before lowering.
struct PointStageNode {
  /// Rows of the points of all frames.
  var input: ValueView
  var frames: Int
  var slices: Int
  /// What is added to the first layer's sums, a row a frame.
  var common: ValueView?
  var layers: [PointLayerNode]
  /// Where each layer's rows are kept.
  var kept: [ValueView?]
  /// The slices' maxima of the last layer.
  var maxima: ValueView?

  /// What it writes.
  var outputs: [ValueView] { kept.compactMap { $0 } + (maxima.map { [$0] } ?? []) }
}

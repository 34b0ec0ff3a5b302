import EdgeRuntime

/// A product before lowering: views name values, weights are still the trainer's tensors.
struct ProductNode {
  /// The input's rows; `columns` are the channels of a tap.
  var input: ValueView
  /// Input rows between the windows of neighbouring output rows.
  var stride = 1
  /// Output rows of each part.
  var rows: Int
  var parts: [ProductPartNode]

  /// Positions of the window; the same in all parts.
  var tapCount: Int { parts[0].matrices[0].taps.count }

  var parameterCount: Int { parts.reduce(0) { $0 + $1.parameterCount } }
}

/// One part of a product before lowering.
struct ProductPartNode {
  /// Matrices stacked along the output channels.
  var matrices: [Matrix]
  /// One a output channel, or none.
  var bias: [Float]?
  /// Whether `bias` is another part's too, so that its parameters count there.
  var repeatsBias = false
  /// The input row that position 0 of output row 0's window reads; negative in the padding.
  var firstRow = 0
  var output: ValueView
  var epilogue: EpilogueNode = .none

  var parameterCount: Int {
    var count = matrices.reduce(0) { $0 + $1.parameterCount } + (repeatsBias ? 0 : bias?.count ?? 0)
    if case .groupNorm(let norm) = epilogue { count += norm.parameterCount }
    return count
  }

  /// The window positions that some output row reads inside the input.
  func livePositions(rows: Int, stride: Int, inputRows: Int) -> [Int] {
    matrices[0].taps.indices.filter { position in
      (0..<rows).contains { (0..<inputRows).contains(firstRow + $0 * stride + position) }
    }
  }
}

/// What follows the sums of a part.
enum EpilogueNode {
  case none
  case relu
  case mish
  case groupNorm(GroupNormNode)
}

/// Group norm, Mish, FiLM and residual before lowering.
struct GroupNormNode {
  /// The modulation of a residual block.
  struct Film {
    /// Scales, then shifts, in the value that holds all blocks' modulations.
    var view: ValueView
    /// Biases of scales and shifts, for each row of the sampler or for all alike (one run).
    var biases: [[Float]]
    /// How many of the biases of a run were trained; the others are scales of one.
    var trainedCount: Int
  }

  var groups: Int
  var gamma: [Float]
  var beta: [Float]
  var film: Film?
  var residual: ValueView?

  var parameterCount: Int { gamma.count + beta.count + (film?.trainedCount ?? 0) }
}

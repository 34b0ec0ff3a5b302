/// Collects the outputs of layers under their names; ignores them once stopped.
struct LayerRecorder {
  private(set) var layers: [(name: String, tensor: Tensor)] = []
  /// Whether outputs are still kept: they are during the first network call.
  var isRecording = true

  /// Keeps a matrix as a tensor of two extents.
  mutating func record(_ name: String, _ matrix: DoubleMatrix) {
    if isRecording { layers.append((name, matrix.rounded)) }
  }

  /// Keeps a tensor as it is.
  mutating func record(_ name: String, _ tensor: Tensor) {
    if isRecording { layers.append((name, tensor)) }
  }

  /// Keeps a single row as a tensor of one extent.
  mutating func recordVector(_ name: String, _ row: DoubleMatrix) {
    if isRecording { layers.append((name, Tensor(shape: [row.values.count], values: row.rounded.values))) }
  }
}
